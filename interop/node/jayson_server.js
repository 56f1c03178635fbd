'use strict';

// jayson over HTTP, TCP or WebSocket: node jayson_server.js http|tcp|ws [1]
// The 1 is for version 1.0; a server speaks one of both.

const jayson = require('jayson');
const { announce } = require('./methods.js');

const [transport, version] = process.argv.slice(2);
const server = new jayson.Server(require('./jayson_methods.js'), { version: version === '1' ? 1 : 2 });

if (transport === 'ws') {
  const wss = server.websocket({ host: '127.0.0.1', port: 0 });
  wss.on('listening', () => announce(`ws://127.0.0.1:${wss.address().port}/`));
} else {
  const listener = transport === 'tcp' ? server.tcp() : server.http();
  listener.listen(0, '127.0.0.1', () => {
    const { port } = listener.address();
    announce(transport === 'tcp' ? `tcp://127.0.0.1:${port}` : `http://127.0.0.1:${port}/`);
  });
}
