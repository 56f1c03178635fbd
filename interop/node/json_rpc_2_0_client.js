'use strict';

// The client of json-rpc-2.0, with fetch as in its README.

const { JSONRPCClient, createJSONRPCNotification, createJSONRPCRequest } = require('json-rpc-2.0');
const { Failure, noResponse, result, error, serve } = require('./jobs.js');

// The library makes errors with the code 0 of whatever happens on the way; cause is what
// it was.
function connect({ url }) {
  const connection = { cause: undefined, nextID: 0 };
  const failing = (kind) => (err) => {
    connection.cause = new Failure(kind, err);
    throw err;
  };
  const receive = (body) => {
    try {
      connection.client.receive(body);
    } catch (err) {
      failing('invalid_response')(err);
    }
  };
  const createID = () => ++connection.nextID;
  connection.client = new JSONRPCClient(
    (request) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request),
      }).then((response) => {
        if (response.status === 200) {
          return response.json().then((body) => receive(body), failing('parse_error'));
        } else if (request.id !== undefined) {
          return failing('transport')(new Error(response.statusText));
        }
      }, failing('transport')),
    createID
  );
  connection.createID = createID;
  return connection;
}

// failed returns the report of an error that a call ended with.
function failed(connection, err) {
  if (connection.cause) {
    throw connection.cause;
  }
  if (err.code === 0 && err.message === 'Request timeout') {
    throw new Failure('timeout', err.message);
  }
  if (err.code === undefined) {
    throw new Failure('invalid_response', err);
  }
  return error(err);
}

async function call(job) {
  const connection = connect(job);
  const [{ method, params, id }] = job.calls;
  const client = connection.client.timeout(job.timeout_ms);
  try {
    if (id === undefined) {
      return result(await client.request(method, params));
    }
    return outcome(connection, await client.requestAdvanced(createJSONRPCRequest(id, method, params)));
  } catch (err) {
    return failed(connection, err);
  }
}

// outcome returns the report of a response, as its receiver reads it.
function outcome(connection, response) {
  if (response === undefined) {
    return noResponse;
  }
  return response.error ? failed(connection, response.error) : result(response.result);
}

// notify does not tell what becomes of a notification, so that one has to look; it has no
// timeout.
async function notify(job) {
  const connection = connect(job);
  const [{ method, params }] = job.calls;
  await new Promise((resolve) => {
    const send = connection.client._send;
    connection.client._send = (...args) => send(...args).finally(resolve);
    connection.client.notify(method, params);
    setTimeout(resolve, job.timeout_ms);
  });
}

async function batch(job) {
  const connection = connect(job);
  const requests = job.calls.map(({ method, params, id, notify }) =>
    notify ? createJSONRPCNotification(method, params) : createJSONRPCRequest(id ?? connection.createID(), method, params)
  );
  const responses = await connection.client.timeout(job.timeout_ms).requestAdvanced(requests);
  return responses.map((response) => {
    try {
      return outcome(connection, response);
    } catch (err) {
      if (err instanceof Failure) {
        return err.report;
      }
      throw err;
    }
  });
}

serve({ call, notify, batch });
