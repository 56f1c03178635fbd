'use strict';

// The reference methods. Every method takes its params as they came, undefined, an array
// or an object, and returns a result or a promise, or throws.

class InvalidParams extends Error {}

// named returns the params by their names; it throws if there are too few or too many.
function named(params, names) {
  const values = Array.isArray(params)
    ? params
    : names.filter((name) => Object.hasOwn(params ?? {}, name)).map((name) => params[name]);
  const given = Array.isArray(params) ? params.length : Object.keys(params ?? {}).length;
  if (values.length !== names.length || given !== names.length) {
    throw new InvalidParams(`the params are ${names.join(', ') || 'none'}`);
  }
  return values;
}

function numbers(values) {
  if (!values.every((value) => typeof value === 'number')) {
    throw new InvalidParams('the params are numbers');
  }
  return values;
}

let calls = 0;

const methods = {
  subtract(params) {
    const [minuend, subtrahend] = numbers(named(params, ['minuend', 'subtrahend']));
    return minuend - subtrahend;
  },
  sum(params = []) {
    return numbers(Object.values(params)).reduce((a, b) => a + b, 0);
  },
  update: () => null,
  notify_hello: () => null,
  notify_sum: () => null,
  foobar: () => null,
  get_data: () => ['hello', 5],
  echo: (params) => named(params, ['value'])[0],
  fail_plain() {
    throw new Error('the secret-detail of this failure');
  },
  panic() {
    return undefined.nothing;
  },
  sleep(params) {
    const [ms] = numbers(named(params, ['ms']));
    return new Promise((resolve) => setTimeout(resolve, ms, null));
  },
  count: () => ++calls,
};

// boom is what the method fail fails with.
const boom = { code: -32001, message: 'boom', data: { k: 1 } };

// announce tells the harness where the server is.
function announce(url) {
  console.log(`listening on ${url}`);
}

module.exports = { InvalidParams, methods, boom, announce };
