"""pjrpc behind aiohttp."""

import asyncio

import methods
import pjrpc.server
from aiohttp import web
from pjrpc.server.exceptions import JsonRpcError
from pjrpc.server.integration import aiohttp

registry = pjrpc.server.MethodRegistry()
for method in methods.ALL:
    if method is not methods.sleep:
        registry.add_method(method)


@registry.add()
async def sleep(ms):
    await asyncio.sleep(ms / 1000)


@registry.add()
def fail():
    raise JsonRpcError(code=-32001, message="boom", data={"k": 1})


async def main():
    app = aiohttp.Application("/")
    app.add_methods(registry)
    runner = web.AppRunner(app.http_app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    methods.announce(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await asyncio.Event().wait()


asyncio.run(main())
