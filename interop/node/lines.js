'use strict';

const { Transform } = require('node:stream');

// LinesToFrames puts a header before each line.
class LinesToFrames extends Transform {
  rest = Buffer.alloc(0);

  _transform(chunk, encoding, done) {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (let end; (end = this.rest.indexOf('\n')) >= 0; this.rest = this.rest.subarray(end + 1)) {
      this.push(`Content-Length: ${end}\r\n\r\n`);
      this.push(this.rest.subarray(0, end));
    }
    done();
  }
}

// FramesToLines makes a line of each message with a header.
class FramesToLines extends Transform {
  rest = Buffer.alloc(0);

  _transform(chunk, encoding, done) {
    this.rest = Buffer.concat([this.rest, chunk]);
    for (;;) {
      const head = this.rest.indexOf('\r\n\r\n');
      if (head < 0) {
        return done();
      }
      const [, length] = /Content-Length: (\d+)/i.exec(this.rest.toString('latin1', 0, head));
      const end = head + 4 + Number(length);
      if (this.rest.length < end) {
        return done();
      }
      this.push(Buffer.concat([this.rest.subarray(head + 4, end), Buffer.from('\n')]));
      this.rest = this.rest.subarray(end);
    }
  }
}

module.exports = { FramesToLines, LinesToFrames };
