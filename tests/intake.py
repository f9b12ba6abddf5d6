"""An intake as operators run it: a process of its own, on a free port, writing to a test's journal."""

import hashlib
import hmac
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.stack.waiting import wait_until

SECRET = "app-secret-for-tests"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class RunningIntake:
    url: str

    def post(self, body: bytes) -> int:
        """As WhatsApp does it, signed; the status code."""
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
        answer = httpx.post(f"{self.url}/v1/webhooks/whatsapp", content=body, headers=headers, timeout=30)
        return answer.status_code


@contextmanager
def running_intake(journal_url: str, folder: Path) -> Iterator[RunningIntake]:
    environment = os.environ | {
        "PYTHONPATH": str(ROOT / "packages" / "edge" / "src"),
        "JOURNAL_DATABASE_URL": journal_url,
        "WABOT_APP_SECRET": SECRET,
        "WABOT_VERIFY_TOKEN": "verify-token-for-tests",
        "WABOT_INTAKE_PORT": "0",
        "WABOT_STATE_DIR": str(folder),
    }
    log = folder / "intake.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "wabot_edge.intake"], env=environment, stdout=output, stderr=output
        )
    try:
        wait_until(lambda: "listening on" in log.read_text(), what="the intake", deadline_s=20)
        yield RunningIntake(re.findall(r"listening on (http://\S+:\d+)", log.read_text())[-1])
    finally:
        process.terminate()
        process.wait(timeout=10)
