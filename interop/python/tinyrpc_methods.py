"""The reference methods in a dispatcher of tinyrpc."""

import methods
from tinyrpc.dispatch import RPCDispatcher
from tinyrpc.protocols.jsonrpc import FixedErrorMessageMixin

dispatcher = RPCDispatcher()
for method in methods.ALL:
    dispatcher.add_method(method)


class Boom(FixedErrorMessageMixin, Exception):
    jsonrpc_error_code = -32001
    message = "boom"


@dispatcher.public
def fail():
    raise Boom(data={"k": 1})
