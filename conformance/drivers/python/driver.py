"""A driver for a codec that is nothing but json.loads and json.dumps."""
import base64, json, sys

INVALID = {"kind": "invalid", "version": "2.0", "id": "null", "code": -32600}

def decoded(m):  # what one message is
    if not isinstance(m, dict):
        return INVALID
    out = {name: json.dumps(m[name]) for name in ("id", "params", "result") if name in m}
    out["version"] = m.get("jsonrpc", "1.0")
    if "method" in m:
        return out | {"kind": "request" if "id" in m else "notification", "method": m["method"]}
    if m.get("error") is not None:
        e = m["error"]
        error = {"code": json.dumps(e["code"]), "message": e["message"]}
        if "data" in e:
            error["data"] = json.dumps(e["data"])
        return out | {"kind": "error", "error": error}
    return out | {"kind": "result"} if "result" in m else INVALID

def encoded(m):  # one message as it is sent
    out = {"jsonrpc": "2.0"} | {name: json.loads(m[name]) for name in ("id", "params", "result") if name in m}
    if "method" in m:
        out["method"] = m["method"]
    if "error" in m:
        out["error"] = {name: value if name == "message" else json.loads(value) for name, value in m["error"].items()}
    return out

def answer(q):
    if q["op"] == "encode":
        messages = [encoded(m) for m in q["messages"]]
        payload = json.dumps(messages if q["batch"] else messages[0])
        return {"ok": True, "b64": base64.b64encode(payload.encode()).decode()}
    try:
        payload = json.loads(base64.b64decode(q["b64"]))
    except (ValueError, RecursionError):
        return {"ok": False, "code": -32700, "reason": "not JSON"}
    if payload == []:
        return {"ok": False, "code": -32600, "reason": "an empty batch"}
    batch = isinstance(payload, list)
    return {"ok": True, "batch": batch, "messages": [decoded(m) for m in (payload if batch else [payload])]}

for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except Exception as e:
        reply = {"ok": False, "reason": repr(e)}
    print(json.dumps(reply), flush=True)
