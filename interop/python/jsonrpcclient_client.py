"""jsonrpcclient builds requests and reads responses; urllib sends them."""

import json
import socket
import urllib.error
import urllib.request

import jobs
from jsonrpcclient import Ok, notification, parse_json, request


def message(call):
    params = call.get("params")
    if isinstance(params, list):
        params = tuple(params)
    if call.get("notify"):
        return notification(call["method"], params)
    if "id" in call:
        return request(call["method"], params, id=call["id"])
    return request(call["method"], params)


def post(job, body):
    data = json.dumps(body).encode()
    headers = {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(job["url"], data, headers), timeout=job["timeout_ms"] / 1000) as reply:
            return reply.read().decode()
    except (TimeoutError, socket.timeout) as e:
        raise jobs.Failure("timeout", e)
    except urllib.error.URLError as e:
        raise jobs.Failure("timeout" if isinstance(e.reason, TimeoutError) else "transport", e)
    except UnicodeDecodeError as e:
        raise jobs.Failure("parse_error", e)
    except Exception as e:  # http.client has many
        raise jobs.Failure("transport", e)


def parsed(text):
    try:
        responses = parse_json(text)
        return responses if isinstance(responses, (Ok, tuple)) else list(responses)
    except json.JSONDecodeError as e:
        raise jobs.Failure("parse_error", e)
    except Exception as e:  # of what is missing or of another type
        raise jobs.Failure("invalid_response", e)


def report(response):
    if isinstance(response, Ok):
        return jobs.result(response.result)
    return jobs.error(response.code, response.message, response.data)


def call(job):
    response = parsed(post(job, message(job["calls"][0])))
    if isinstance(response, list):
        raise jobs.Failure("invalid_response", TypeError("a list"))
    return report(response)


def notify(job):
    post(job, message(job["calls"][0]))


def batch(job):
    messages = [message(c) for c in job["calls"]]
    text = post(job, messages)
    ids = [m["id"] for m in messages if "id" in m]
    if not ids:
        return []
    responses = parsed(text)
    if not isinstance(responses, list):
        return [report(responses)] * len(ids)
    return jobs.by_id(ids, ((r.id, report(r)) for r in responses))


jobs.serve(call, notify, batch)
