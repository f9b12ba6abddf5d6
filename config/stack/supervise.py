"""supervisord in the foreground, for as long as the process that started it lives.

Run by its path, so that it carries no Django and no Celery in its memory. Standard input is a pipe that the
starter keeps open: when the starter is gone, however it went, everything is stopped in order.
"""

import os
import signal
import sys
import threading

from supervisor import supervisord
from supervisor.medusa.asyncore_25 import file_dispatcher


class Alarm(file_dispatcher):  # type: ignore[misc]  # the library has no types
    """Wakes supervisord's loop at every signal, a child's end above all; it would notice a second later."""

    def __init__(self) -> None:
        read_end, write_end = os.pipe()
        os.set_blocking(write_end, False)
        signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
        super().__init__(read_end)

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        os.read(self._fileno, 1024)


def end_with_the_starter() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    Alarm()
    threading.Thread(target=end_with_the_starter, daemon=True).start()
    supervisord.main(["--nodaemon", "--configuration", sys.argv[1]])
