'use strict';

// The clients of jayson, over HTTP and TCP.

const jayson = require('jayson');
const { Failure, noResponse, result, error, answered, serve } = require('./jobs.js');

function connect({ url, version, timeout_ms: timeout }, closed) {
  const { protocol, hostname, port } = new URL(url);
  const options = { hostname, host: hostname, port, timeout, version: version === '1.0' ? 1 : 2 };
  if (protocol === 'http:') {
    return jayson.Client.http(options);
  }
  const client = jayson.Client.tcp(options);
  client.on('tcp socket', (socket) => {
    socket.setTimeout(timeout, () => socket.destroy(new Error('timeout')));
    socket.on('close', closed);
  });
  return client;
}

// send calls a method of the client with a callback, and returns the response.
async function send(job, how) {
  let closed;
  const closing = new Promise((resolve) => (closed = resolve));
  const response = await answer(job, how, closed);
  if (response === undefined && job.url.startsWith('tcp:')) {
    await closing; // so that a notification has been read
  }
  return response;
}

function answer(job, how, closed) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Failure('timeout', 'no callback')), job.timeout_ms);
    const done = (err, response) => {
      clearTimeout(timer);
      if (err) {
        reject(new Failure(kind(err), err));
      } else {
        resolve(response);
      }
    };
    try {
      how(connect(job, closed), done);
    } catch (err) {
      done(err);
    }
  });
}

function kind(err) {
  if (err instanceof SyntaxError) {
    return 'parse_error';
  }
  return /timeout/.test(err.message) ? 'timeout' : 'transport';
}

// paramsOf returns the params of a call as the library takes them: in 1.0 one gives it
// an array even if there are none.
function paramsOf({ params }, { version }) {
  return params ?? (version === '1.0' ? [] : undefined);
}

function report(response) {
  if (response === undefined) {
    return noResponse;
  }
  return response.error ? error(errorOf(response.error)) : result(response.result);
}

// errorOf returns what callers see of an error, which in 1.0 can be anything.
function errorOf(err) {
  return typeof err === 'object' ? err : { code: 0, message: String(err), data: err };
}

// call makes a call. The library returns its callback's response unseen.
async function call(job) {
  const [one] = job.calls;
  const { method, id } = one;
  return report(await send(job, (client, done) => client.request(method, paramsOf(one, job), id, (err, response) => done(err, response))));
}

async function notify(job) {
  const [one] = job.calls;
  await send(job, (client, done) => client.request(one.method, paramsOf(one, job), null, (err) => done(err)));
}

async function batch(job) {
  let requests;
  const responses = await send(job, (client, done) => {
    requests = job.calls.map(({ method, params, id, notify }) => client.request(method, params, notify ? null : id));
    client.request(requests, (err, response) => done(err, response));
  });
  const ids = requests.filter((request, i) => !job.calls[i].notify).map((request) => request.id);
  if (Array.isArray(responses)) {
    return ids.map((id) => report(responses.find((response) => response?.id === id)));
  }
  return answered(job.calls).map(() => report(responses));
}

serve({ call, notify, batch });
