"""The whole ASGI application around one simulator."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.middleware import Middleware

from .control import routes as control
from .control.guard import Guard
from .control.requests import wrong
from .errors import SimulatorError
from .graph import routes as graph
from .graph.errors import GraphError
from .sending import resume
from .simulator import Simulator


def make_app(simulator: Simulator) -> Starlette:
    @asynccontextmanager
    async def life(app: Starlette) -> AsyncIterator[None]:
        simulator.start()
        resume(simulator)
        yield
        await simulator.stop()

    app = Starlette(
        routes=[*control.routes(), *graph.routes()],
        middleware=[Middleware(Guard, allow_remote=simulator.settings.allow_remote)],
        exception_handlers={GraphError: graph.refused, SimulatorError: wrong},
        lifespan=life,
    )
    app.state.simulator = simulator
    return app
