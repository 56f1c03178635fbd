'use strict';

// vscode-jsonrpc over TCP. The library frames messages with headers; lines.js makes lines
// of them and back, and changes nothing else.

const net = require('node:net');
const rpc = require('vscode-jsonrpc/node');
const { FramesToLines, LinesToFrames } = require('./lines.js');
const { Failure, result, error, serve } = require('./jobs.js');

function connect({ url }) {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  const outgoing = new FramesToLines();
  outgoing.pipe(socket);
  const connection = rpc.createMessageConnection(
    new rpc.StreamMessageReader(socket.pipe(new LinesToFrames())),
    new rpc.StreamMessageWriter(outgoing)
  );
  return { connection, socket, outgoing };
}

// during runs a function with a connection, and fails when the connection does, or after
// the time of the job.
async function during(job, run, isLast = () => false) {
  const { connection, socket, outgoing } = connect(job);
  let timer;
  const broken = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Failure('timeout', 'no reply in time')), job.timeout_ms);
    connection.onError(([err]) => reject(new Failure(err instanceof SyntaxError || /JSON/.test(err.message) ? 'parse_error' : 'invalid_response', err)));
    socket.on('error', (err) => reject(new Failure('transport', err)));
    socket.on('close', () => isLast() || reject(new Failure('transport', 'the connection was closed')));
  });
  broken.catch(() => {});
  connection.listen();
  try {
    return await Promise.race([run(connection, outgoing, socket), broken]);
  } finally {
    clearTimeout(timer);
    connection.dispose();
    socket.destroy();
  }
}

// words returns the arguments for params: the method takes positional ones one by one.
function words(params) {
  if (params === undefined) {
    return [];
  }
  return Array.isArray(params) ? [rpc.ParameterStructures.byPosition, ...params] : [rpc.ParameterStructures.byName, params];
}

function call(job) {
  const [{ method, params }] = job.calls;
  return during(job, (connection) =>
    connection.sendRequest(method, ...words(params)).then(result, (err) => {
      if (!(err instanceof rpc.ResponseError)) {
        throw new Failure('transport', err);
      }
      return error(err);
    })
  );
}

function notify(job) {
  const [{ method, params }] = job.calls;
  let sent = false;
  const send = async (connection, outgoing, socket) => {
    await connection.sendNotification(method, ...words(params));
    sent = true;
    outgoing.end();
    await new Promise((resolve) => socket.on('close', resolve)); // so that it has been read
  };
  return during(job, send, () => sent);
}

serve({ call, notify });
