"""What the last checks found."""

import uuid

from django.db import models


class IntegrityRun(models.Model):
    """One run of `check_data_integrity`. `tenant` is null where the whole house was looked at."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tenant = models.ForeignKey("tenants.Tenant", on_delete=models.CASCADE, related_name="+", null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    checks = models.PositiveIntegerField()
    rows = models.PositiveBigIntegerField()
    findings = models.PositiveBigIntegerField()
    totals = models.JSONField(default=dict, help_text="Rule → how many rows break it.")

    class Meta:
        indexes = [models.Index(fields=["-ended_at"], name="operations_integrity_newest")]

    def __str__(self) -> str:
        return f"{self.findings} findings at {self.ended_at:%Y-%m-%d %H:%M}"
