// A driver for a codec that is nothing but JSON.parse and JSON.stringify.
const INVALID = { kind: "invalid", version: "2.0", id: "null", code: -32600 };
const text = (v) => JSON.stringify(v); // undefined, which is left out, for what is not there
const value = (t) => (t === undefined ? t : JSON.parse(t));

// decoded is what one message is.
function decoded(m) {
  if (typeof m !== "object" || m === null) return INVALID;
  const out = { version: m.jsonrpc ?? "1.0", id: text(m.id), params: text(m.params), result: text(m.result) };
  if ("method" in m) return { ...out, kind: "id" in m ? "request" : "notification", method: m.method };
  if (m.error) {
    const error = { code: text(m.error.code), message: m.error.message, data: text(m.error.data) };
    return { ...out, kind: "error", error };
  }
  return "result" in m ? { ...out, kind: "result" } : INVALID;
}

// encoded is one message as it is sent.
function encoded({ id, method, params, result, error }) {
  const out = { jsonrpc: "2.0", id: value(id), method, params: value(params), result: value(result) };
  if (error) out.error = { code: value(error.code), message: error.message, data: value(error.data) };
  return out;
}

function answer(q) {
  if (q.op === "encode") {
    const messages = q.messages.map(encoded);
    return { ok: true, b64: Buffer.from(text(q.batch ? messages : messages[0])).toString("base64") };
  }
  let payload;
  try {
    payload = JSON.parse(Buffer.from(q.b64, "base64").toString());
  } catch (e) {
    return { ok: false, code: -32700, reason: e.message };
  }
  const batch = Array.isArray(payload);
  if (batch && payload.length === 0) return { ok: false, code: -32600, reason: "an empty batch" };
  return { ok: true, batch, messages: (batch ? payload : [payload]).map(decoded) };
}

let parts = []; // of a line; readline would also break it at U+2028
process.stdin.setEncoding("utf8").on("data", (chunk) => {
  parts.push(chunk);
  if (!chunk.includes("\n")) return;
  const lines = parts.join("").split("\n");
  parts = [lines.pop()];
  for (const line of lines) {
    let reply;
    try { reply = answer(JSON.parse(line)); } catch (e) { reply = { ok: false, reason: e.message }; }
    process.stdout.write(text(reply) + "\n");
  }
});
