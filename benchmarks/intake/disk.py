"""How long the disk takes to make 8 kB durable, while something else goes on."""

import os
import threading
import time
from pathlib import Path
from types import TracebackType

EVERY_S = 0.005


class FsyncProbe:
    def __init__(self, folder: Path) -> None:
        self._path = folder / "fsync-probe"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.took_s: list[float] = []

    def __enter__(self) -> "FsyncProbe":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def p99_ms(self) -> float:
        return sorted(self.took_s)[int(len(self.took_s) * 0.99)] * 1000

    def _run(self) -> None:
        with self._path.open("wb") as file:
            while not self._stop.wait(EVERY_S):
                file.seek(0)
                file.write(b"x" * 8192)
                file.flush()
                start = time.perf_counter()
                os.fdatasync(file.fileno())
                self.took_s.append(time.perf_counter() - start)
