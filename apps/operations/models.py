"""What operators need to know of the processes themselves."""

from django.db import models

from apps.operations.integrity.models import IntegrityRun
from apps.operations.notices.models import Notice, NoticeDelivery

__all__ = [
    "Barrier",
    "Heartbeat",
    "HeartbeatKind",
    "IntegrityRun",
    "Notice",
    "NoticeDelivery",
    "Process",
    "ProcessKind",
]


class HeartbeatKind(models.TextChoices):
    WORKER = "worker", "Worker"  # ended a task
    BEAT = "beat", "Beat"  # its pulse came through the broker to a worker


class Heartbeat(models.Model):
    """The last sign of life of a process, by its own name."""

    name = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=10, choices=HeartbeatKind)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.seen_at:%H:%M:%S}"


class ProcessKind(models.TextChoices):
    WEB = "web", "Web"
    WORKER = "worker", "Worker"
    BEAT = "beat", "Beat"
    PROJECTOR = "projector", "Projector"
    SENDER = "sender", "Sender"


class Process(models.Model):
    """A process that obeys the switches, as of its last connection: each connection writes a row of its own.

    It lives while its session holds the advisory lock of this row (`listening` of the view
    operations_live_process). `config_version` is the newest change that it acknowledged; null = none yet.
    """

    kind = models.CharField(max_length=10, choices=ProcessKind)
    name = models.CharField(max_length=120)
    host = models.CharField(max_length=120)
    pid = models.IntegerField()
    release = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    config_version = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "name", "pid"]
        verbose_name_plural = "processes"

    def __str__(self) -> str:
        return f"{self.name} (pid {self.pid} on {self.host})"


class Barrier(models.Model):
    """Written into a restored database before it serves: no turn is taken and nothing leaves until every partition of
    the journal has been read up to `offset`. The function wabot_barred() asks; once passed, a row bars nothing.
    """

    run = models.CharField(max_length=120, primary_key=True, help_text="The rollback that wrote it.")
    epoch = models.UUIDField()
    offset = models.BigIntegerField()
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.run}: up to {self.offset}"
