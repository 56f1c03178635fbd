'use strict';

const { JSONRPCServer, JSONRPCErrorException } = require('json-rpc-2.0');
const { InvalidParams, methods, boom } = require('./methods.js');

const server = new JSONRPCServer({ errorListener: () => {} });
for (const [name, method] of Object.entries(methods)) {
  server.addMethod(name, (params) => {
    try {
      return method(params);
    } catch (err) {
      throw err instanceof InvalidParams ? new JSONRPCErrorException(err.message, -32602) : err;
    }
  });
}
server.addMethod('fail', () => {
  throw new JSONRPCErrorException(boom.message, boom.code, boom.data);
});

module.exports = server;
