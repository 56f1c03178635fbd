"""The client of tinyrpc over HTTP."""

import jobs
import requests
from tinyrpc import RPCClient
from tinyrpc.exc import InvalidReplyError, UnexpectedIDError
from tinyrpc.protocols.jsonrpc import JSONRPCError, JSONRPCErrorResponse, JSONRPCProtocol
from tinyrpc.transports.http import HttpPostClientTransport


def connect(job):
    transport = HttpPostClientTransport(job["url"], timeout=job["timeout_ms"] / 1000)
    return RPCClient(JSONRPCProtocol(), transport)


def arguments(call):
    params = call.get("params")
    return (params, None) if isinstance(params, list) else (None, params)


def guarded(function):
    """Return a function that raises what the client raises as failures."""

    def guard(job):
        try:
            return function(job)
        except requests.Timeout as e:
            raise jobs.Failure("timeout", e)
        except requests.RequestException as e:
            raise jobs.Failure("transport", e)
        except UnexpectedIDError as e:
            raise jobs.Failure("id_mismatch", e)
        except InvalidReplyError as e:
            raise jobs.Failure("parse_error" if isinstance(e.args[0], ValueError) else "invalid_response", e)
        except UnicodeDecodeError as e:
            raise jobs.Failure("parse_error", e)
        except Exception as e:  # where it fails over the reply
            raise jobs.Failure("invalid_response", e)

    return guard


@guarded
def call(job):
    one = job["calls"][0]
    try:
        return jobs.result(connect(job).call(one["method"], *arguments(one)))
    except JSONRPCError as e:
        return jobs.error(e._jsonrpc_error_code, e.message, getattr(e, "data", None))


@guarded
def notify(job):
    one = job["calls"][0]
    connect(job).call(one["method"], *arguments(one), one_way=True)


@guarded
def batch(job):
    client = connect(job)
    calls = [(c["method"], *arguments(c), bool(c.get("notify"))) for c in job["calls"]]
    # The ids are those of the generator of this client, which begins at 1.
    ids = range(1, 1 + len(jobs.answered(job["calls"])))
    try:
        responses = client.batch_call(calls)
    except JSONRPCError as e:
        return [jobs.error(e._jsonrpc_error_code, e.message, getattr(e, "data", None))] * len(ids)
    return jobs.by_id(ids, ((r.unique_id, outcome(r)) for r in responses if not isinstance(r, Exception)))


def outcome(response):
    if isinstance(response, JSONRPCErrorResponse):
        return jobs.error(response._jsonrpc_error_code, response.error, getattr(response, "data", None))
    return jobs.result(response.result)


jobs.serve(call, notify, batch)
