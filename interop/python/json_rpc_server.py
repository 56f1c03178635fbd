"""json-rpc behind Flask, with the view that comes with it."""

import methods
from flask import Flask
from jsonrpc.backend.flask import JSONRPCAPI
from jsonrpc.dispatcher import Dispatcher
from jsonrpc.exceptions import JSONRPCDispatchException
from werkzeug.serving import make_server

dispatcher = Dispatcher()
for method in methods.ALL:
    dispatcher.add_method(method)


@dispatcher.add_method
def fail():
    raise JSONRPCDispatchException(code=-32001, message="boom", data={"k": 1})


app = Flask(__name__)
app.add_url_rule("/", view_func=JSONRPCAPI(dispatcher).as_view(), methods=["POST"])
server = make_server("127.0.0.1", 0, app, threaded=True)
methods.announce(f"http://127.0.0.1:{server.port}/")
server.serve_forever()
