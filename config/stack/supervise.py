"""supervisord in the foreground, for as long as the process that started it lives.

Run by its path, so that it carries no Django and no Celery in its memory. Standard input is a pipe that the
starter keeps open: when the starter is gone, however it went, everything is stopped in order.
"""

import os
import signal
import sys
import threading

from supervisor import supervisord


def end_with_the_starter() -> None:
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_starter, daemon=True).start()
    supervisord.main(["--nodaemon", "--configuration", sys.argv[1]])
