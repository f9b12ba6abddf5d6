"""The intake's server without the intake."""

import sys
from typing import Any

import uvicorn
from wabot_edge.intake.asgi import Receive, Scope, Send, response
from wabot_edge.intake.serving import server_config

OK = response(200)


async def application(_scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(OK.start)
    await send(OK.body)


def main(arguments: list[str]) -> None:
    application_: Any = application
    config = server_config(application_)
    config.port = int(arguments[0])
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main(sys.argv[1:])
