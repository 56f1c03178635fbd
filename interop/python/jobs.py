"""What the clients in this folder have in common: they read jobs and print reports.

A job is a JSON object in a line of standard input; it is described where package
conformance describes ClientCommand. For every job there is a line for each call, and
an empty line behind them.
"""

import json
import sys


class Failure(Exception):
    """A call that failed without an error of the server."""

    def __init__(self, kind, cause):
        super().__init__(kind)
        self.report = {"failure": kind, "message": f"{type(cause).__name__}: {cause}"}


def result(value):
    return {"result": value}


def error(code, message, data=None):
    report = {"code": code, "message": message}
    if data is not None:
        report["data"] = data
    return {"error": report}


def answered(calls):
    """Return the calls that get a reply."""
    return [call for call in calls if not call.get("notify")]


def no_response():
    return {"failure": "no_response", "message": "there is no reply to this call"}


def by_id(ids, reports):
    """Return the reports for the ids, of pairs of an id and a report; the first counts."""
    found = {}
    for id, report in reports:
        found.setdefault(key(id), report)
    return [found.get(key(id), no_response()) for id in ids]


def key(id):
    """Return a key that tells the ids 1, "1", 1.0 and true apart."""
    return json.dumps(id)


def serve(call, notify, batch=None):
    """Do the jobs. Call returns a report, notify nothing, and batch a list of reports for
    the calls in it that are answered; all of them get the job, and may raise Failure. An empty line at the beginning says that all is ready."""
    print(flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        for report in reports(job, call, notify, batch):
            print(json.dumps(report))
        print(flush=True)


def reports(job, call, notify, batch):
    """Return the reports on a job."""
    try:
        if job["op"] == "batch":
            return batch(job)
        if job["op"] == "notify":
            notify(job)
            return [{}]
        return [call(job)]
    except Failure as failure:
        return [failure.report] * max(1, len(answered(job["calls"])))
