'use strict';

const { InvalidParams, methods, boom } = require('./methods.js');

// handler returns a method as jayson has it: it passes its outcome to a callback. What
// the method panic throws is not caught.
function handler(name, method) {
  return function (params, callback) {
    if (name === 'panic') {
      return callback(null, method(params));
    }
    Promise.resolve()
      .then(() => method(params))
      .then(
        (result) => callback(null, result),
        (err) => callback(err instanceof InvalidParams ? this.error(-32602) : err)
      );
  };
}

module.exports = Object.fromEntries(
  Object.entries({ ...methods, fail: null }).map(([name, method]) =>
    name === 'fail' ? [name, (params, callback) => callback(boom)] : [name, handler(name, method)]
  )
);
