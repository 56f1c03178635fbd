"""The WSGI application of jsonrpc2 behind wsgiref, as its runjsonrpc2 has it."""

import socketserver
from wsgiref.simple_server import WSGIServer, make_server

import methods
from jsonrpc2 import JsonRpcApplication


class Boom(Exception):
    pass


def fail():
    raise Boom("boom")  # the library says which data there is


class Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 256  # many at once are not to be refused


rpcs = {method.__name__: method for method in [*methods.ALL, fail]}
app = JsonRpcApplication(rpcs=rpcs, application_errors={Boom: -32001})
server = make_server("127.0.0.1", 0, app, server_class=Server)
methods.announce(f"http://127.0.0.1:{server.server_port}/")
server.serve_forever()
