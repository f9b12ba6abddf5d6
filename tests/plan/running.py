"""A shell in which the plan's lines do what they say, on a running stack."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from config import ROOT
from config.stack.live import Stack
from tests.plan import standing_in
from tests.plan.lines import LOG, WHOLE

HOST = "https://api.wabotiq.com"
TENANT = "mawingu-wear"


class Desk:
    """The folder in which an operator stands. `python`, `celery` and `redis-cli` are the project's own."""

    def __init__(self, stack: Stack, folder: Path, log: Path) -> None:
        self._stack, self._folder, self._log = stack, folder, log
        folder.mkdir()
        (folder / "manage.py").symlink_to(ROOT / "manage.py")
        standing_in.release_files(folder)
        # where the database's own user may write
        self._shared = Path(tempfile.mkdtemp(prefix="lost-"))
        self._shared.chmod(0o777)
        self.environment = (
            stack.environment
            | {"PYTHONPATH": str(ROOT), "WABOT_LOG_FILE": str(log)}
            | standing_in.put_on_path(folder)
            | standing_in.database_variables(stack)
        )
        # what was kept before the deployment
        self.run("python manage.py dumpdata bot.AgentConfiguration > config_backup_pre_deployment.json")

    def put_in(self, line: str) -> str:
        """What stands for something else in the plan, put in."""
        cache = urlsplit(self.environment["REDIS_URL"])
        redis = f"redis-cli -s {cache.path} -n {cache.query.removeprefix('db=')}"
        for stands, means in (
            (LOG, str(self._log)),
            (HOST, self._stack.url("web")),
            ("<test_tenant_id>", TENANT),
            ("redis-cli", redis),
            ("tail -f", "timeout 1 tail -f"),
            ("curl", "curl -s --noproxy '*'"),
            ("/tmp/lost_messages.csv", str(self._shared / "lost_messages.csv")),  # noqa: S108  (the plan's)
            (" /app", f" {self._folder / 'app'}"),
        ):
            line = line.replace(stands, means)
        return line

    def asked(self) -> str:
        """What init was told, a line each."""
        return (self._folder / "asked.log").read_text(encoding="utf-8")

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        # typed, not given as an argument: `pkill -f` would find the line itself
        return self._done("bash", typed=self.put_in(WHOLE.get(line, line)))

    def python(self, block: str) -> subprocess.CompletedProcess[str]:
        """In `manage.py shell`, where `tenant` is a shop."""
        tenant = f"from apps.tenants.models import Tenant; tenant = Tenant.objects.get(slug={TENANT!r})\n"
        return self._done("python", "manage.py", "shell", "-v", "0", "-c", tenant + block)

    def _done(self, *command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["env", *command],  # noqa: S607  (found on the path of the desk)
            cwd=self._folder,
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def clear_away(self) -> None:
        self.end_detached()
        shutil.rmtree(self._shared, ignore_errors=True)

    def end_detached(self) -> None:
        """Workers and beats started with `--detach` belong to no supervisor: whatever stands in the folder is ended."""
        left = list(self._standing_here())
        for process in left:
            with suppress(psutil.NoSuchProcess):
                process.terminate()
        for process in psutil.wait_procs(left, timeout=30)[1]:
            process.kill()

    def is_running(self, title: str) -> bool:
        """A process that was started here and calls itself so."""
        return any(title in " ".join(each.cmdline()) for each in self._standing_here())

    def _standing_here(self) -> Iterator[psutil.Process]:
        for process in psutil.process_iter():
            with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                if Path(process.cwd()) == self._folder:
                    yield process
