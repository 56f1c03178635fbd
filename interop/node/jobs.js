'use strict';

// What the clients in this folder have in common: they read jobs and print reports.
//
// A job is a JSON object in a line of standard input; it is described where package
// conformance describes ClientCommand. For every job there is a line for each call, and
// an empty line behind them.

const readline = require('node:readline');

// A Failure is a call that failed without an error of the server.
class Failure extends Error {
  constructor(kind, cause) {
    super(kind);
    this.report = { failure: kind, message: String(cause) };
  }
}

const noResponse = { failure: 'no_response', message: 'there is no reply to this call' };

// result returns the report of a result; what is undefined is seen as null.
function result(value) {
  return { result: value === undefined ? null : value };
}

function error({ code, message, data }) {
  return { error: { code, message, data } };
}

function answered(calls) {
  return calls.filter((call) => !call.notify);
}

// serve does the jobs with the functions of a client. Call returns a report, notify
// nothing, and batch a list of reports for the calls in it that are answered; they get
// the job, and may throw a Failure. An empty line at the beginning says that all is
// ready.
async function serve(client) {
  console.log('');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    for (const report of await reports(JSON.parse(line), client)) {
      console.log(printed(report));
    }
    console.log('');
  }
  process.exit(0); // whatever is still under way
}

// printed returns a report as JSON; a result can be nested too deep for that.
function printed(report) {
  try {
    return JSON.stringify(report);
  } catch (err) {
    return JSON.stringify(new Failure('invalid_response', err).report);
  }
}

async function reports(job, client) {
  try {
    switch (job.op) {
      case 'batch':
        return await client.batch(job);
      case 'notify':
        await client.notify(job);
        return [{}];
    }
    return [await client.call(job)];
  } catch (err) {
    const failure = err instanceof Failure ? err : new Failure('invalid_response', err);
    return Array(Math.max(1, answered(job.calls).length)).fill(failure.report);
  }
}

module.exports = { Failure, noResponse, result, error, answered, serve };
