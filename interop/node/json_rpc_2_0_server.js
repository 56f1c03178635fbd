'use strict';

// json-rpc-2.0 behind Express, as its README shows it.

const bodyParser = require('body-parser');
const express = require('express');
const server = require('./json_rpc_2_0_methods.js');
const { announce } = require('./methods.js');

const app = express();
app.use(bodyParser.json());
app.post('/', (req, res) => {
  server.receive(req.body).then((response) => {
    if (response) {
      res.json(response);
    } else {
      res.sendStatus(204);
    }
  });
});
const listener = app.listen(0, '127.0.0.1', () => announce(`http://127.0.0.1:${listener.address().port}/`));
