"""`python -m wabot_simulator`: start, say where, serve until told to stop."""

import sys
from collections.abc import Sequence

from .errors import BadSetting
from .server import bind, make_server
from .settings import read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    try:
        settings = read_settings(sys.argv[1:] if arguments is None else arguments)
        listener = bind(settings)
        server, simulator = make_server(settings)
    except BadSetting as error:
        sys.stderr.write(f"wabot-simulator: {error}\n")
        return 2
    shops = len(simulator.directory.shops)
    sys.stdout.write(
        f"simulator {settings.base_url} · {shops} shop(s) · webhooks to {settings.callback_url}\n"
    )
    sys.stdout.flush()
    server.run(sockets=[listener])
    return 0


if __name__ == "__main__":
    sys.exit(main())
