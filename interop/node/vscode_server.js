'use strict';

// vscode-jsonrpc over TCP, or over standard input and output:
// node vscode_server.js tcp|stdio

const net = require('node:net');
const rpc = require('vscode-jsonrpc/node');
const serve = require('./vscode_methods.js');
const { announce } = require('./methods.js');

if (process.argv[2] === 'stdio') {
  serve(new rpc.StreamMessageReader(process.stdin), new rpc.StreamMessageWriter(process.stdout));
} else {
  const listener = net.createServer((socket) => {
    serve(new rpc.SocketMessageReader(socket), new rpc.SocketMessageWriter(socket));
  });
  listener.listen(0, '127.0.0.1', () => announce(`tcp://127.0.0.1:${listener.address().port}`));
}
