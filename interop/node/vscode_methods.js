'use strict';

const rpc = require('vscode-jsonrpc/node');
const { InvalidParams, methods, boom } = require('./methods.js');

// serve serves the reference methods on a connection. The library passes positional
// params as arguments and named ones as one object, with a cancellation token behind
// them.
function serve(reader, writer) {
  const connection = rpc.createMessageConnection(reader, writer);
  for (const [name, method] of Object.entries({ ...methods, fail })) {
    const called = (...values) => {
      const [first] = values;
      const isNamed = values.length === 1 && first !== null && typeof first === 'object' && !Array.isArray(first);
      return method(isNamed && !takesObject(name, first) ? first : values);
    };
    connection.onRequest(name, (...args) => {
      try {
        return called(...args.slice(0, -1));
      } catch (err) {
        throw err instanceof InvalidParams ? new rpc.ResponseError(rpc.ErrorCodes.InvalidParams, err.message) : err;
      }
    });
    connection.onNotification(name, called);
  }
  connection.onError(() => {});
  connection.listen();
  return connection;
}

// takesObject reports whether an object is the value that echo is to return, and not its
// named params.
function takesObject(name, value) {
  return name === 'echo' && !Object.hasOwn(value, 'value');
}

function fail() {
  throw new rpc.ResponseError(boom.code, boom.message, boom.data);
}

module.exports = serve;
