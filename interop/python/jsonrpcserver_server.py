"""jsonrpcserver with the HTTP handler of its serve(), in threads."""

import functools
from http.server import ThreadingHTTPServer

import methods
from jsonrpcserver import Error, Success, method
from jsonrpcserver.server import RequestHandler


def wrapped(function):
    """Return a function whose result is what the library expects."""

    @functools.wraps(function)
    def call(*args, **kwargs):
        return Success(function(*args, **kwargs))

    return call


for function in methods.ALL:
    method(wrapped(function), name=function.__name__)


@method
def fail():
    return Error(-32001, "boom", {"k": 1})


class Server(ThreadingHTTPServer):
    request_queue_size = 256  # many at once are not to be refused


server = Server(("127.0.0.1", 0), RequestHandler)
methods.announce(f"http://127.0.0.1:{server.server_port}/")
server.serve_forever()
