"""tinyrpc over HTTP, with greenlets as in its README."""

import gevent.monkey

gevent.monkey.patch_all()

import gevent.pywsgi
import gevent.queue
import methods
from tinyrpc.protocols.jsonrpc import JSONRPCProtocol
from tinyrpc.server.gevent import RPCServerGreenlets
from tinyrpc.transports.wsgi import WsgiServerTransport
from tinyrpc_methods import dispatcher

transport = WsgiServerTransport(queue_class=gevent.queue.Queue)
http = gevent.pywsgi.WSGIServer(("127.0.0.1", 0), transport.handle)
http.start()
methods.announce(f"http://127.0.0.1:{http.server_port}/")
RPCServerGreenlets(transport, JSONRPCProtocol(), dispatcher).serve_forever()
