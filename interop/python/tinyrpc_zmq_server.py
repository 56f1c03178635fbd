"""tinyrpc over ZeroMQ."""

import methods
import zmq
from tinyrpc.protocols.jsonrpc import JSONRPCProtocol
from tinyrpc.server import RPCServer
from tinyrpc.transports.zmq import ZmqServerTransport
from tinyrpc_methods import dispatcher

transport = ZmqServerTransport.create(zmq.Context(), "tcp://127.0.0.1:0")
endpoint = transport.socket.getsockopt_string(zmq.LAST_ENDPOINT)
methods.announce("zmq+" + endpoint)
RPCServer(transport, JSONRPCProtocol(), dispatcher).serve_forever()
