"""The client of pjrpc, with requests."""

import json

import jobs
import pjrpc
import requests
from pjrpc.client import exceptions
from pjrpc.client.backend import requests as pjrpc_client


class Session(requests.Session):
    """A session that gives up: the client passes no timeout on for calls."""

    def __init__(self, seconds):
        super().__init__()
        self.seconds = seconds

    def request(self, *args, **kwargs):
        return super().request(*args, **{"timeout": self.seconds, **kwargs})


def connect(job):
    return pjrpc_client.Client(job["url"], session=Session(job["timeout_ms"] / 1000))


def arguments(call):
    params = call.get("params", [])
    return (params, {}) if isinstance(params, list) else ([], params)


def guarded(function):
    """Return a function that raises what the client raises as failures."""

    def guard(job):
        try:
            return function(job)
        except exceptions.JsonRpcError as e:
            return failed(job, e)
        except requests.Timeout as e:
            raise jobs.Failure("timeout", e)
        except json.JSONDecodeError as e:
            raise jobs.Failure("parse_error", e)
        except requests.RequestException as e:
            raise jobs.Failure("transport", e)
        except exceptions.IdentityError as e:
            raise jobs.Failure("id_mismatch", e)
        except Exception as e:  # of the library, or where it fails over the reply
            raise jobs.Failure("invalid_response", e)

    return guard


def report(e):
    return jobs.error(e.code, e.message, e.data if e.data is not pjrpc.common.UNSET else None)


def failed(job, e):
    """Return what a job reports for which the server answered an error."""
    return [report(e)] * len(jobs.answered(job["calls"])) if job["op"] == "batch" else report(e)


@guarded
def call(job):
    one = job["calls"][0]
    client = connect(job)
    if "id" in one:
        response = client.send(pjrpc.Request(one["method"], one.get("params"), one["id"]))
        return jobs.result(response.unwrap_result())
    args, kwargs = arguments(one)
    return jobs.result(client.call(one["method"], *args, **kwargs))


@guarded
def notify(job):
    args, kwargs = arguments(job["calls"][0])
    connect(job).notify(job["calls"][0]["method"], *args, **kwargs)


@guarded
def batch(job):
    client = connect(job)
    with client.batch() as b:
        for one in job["calls"]:
            args, kwargs = arguments(one)
            if one.get("notify"):
                b.notify(one["method"], *args, **kwargs)
            elif "id" in one:
                b.send(pjrpc.Request(one["method"], one.get("params"), one["id"]))
            else:
                b(one["method"], *args, **kwargs)
    ids = [r.id for r in b.requests if r.id is not None]
    response = b.get_response()
    if response is None:
        return [jobs.no_response()] * len(ids)
    if response.is_error:
        return failed(job, response.unwrap_error())
    return jobs.by_id(ids, ((r.id, outcome(r)) for r in response))


def outcome(response):
    if response.is_error:
        return report(response.unwrap_error())
    return jobs.result(response.unwrap_result())


jobs.serve(call, notify, batch)
