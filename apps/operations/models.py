"""What operators need to know of the processes themselves."""

from django.db import models


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
