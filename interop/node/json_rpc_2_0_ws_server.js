'use strict';

// json-rpc-2.0 over WebSocket: what comes is JSON that the library parses itself.

const { WebSocketServer } = require('ws');
const server = require('./json_rpc_2_0_methods.js');
const { announce } = require('./methods.js');

const wss = new WebSocketServer({ host: '127.0.0.1', port: 0 });
wss.on('listening', () => announce(`ws://127.0.0.1:${wss.address().port}/`));
wss.on('connection', (ws) => {
  ws.on('error', () => {}); // of frames; the connection is closed
  ws.on('message', (data) => {
    server.receiveJSON(data.toString()).then((response) => {
      if (response) {
        ws.send(JSON.stringify(response));
      }
    });
  });
});
