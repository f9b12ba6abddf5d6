"""Rows out of a file: each goes to the row that its shop has now, whatever number it had when it was saved."""

from typing import Any

from django.db.models.signals import pre_save
from django.utils import timezone

from apps.bot.models import AgentConfiguration


def keep_to_the_shops_row(instance: AgentConfiguration, raw: bool, using: str, **_: Any) -> None:
    """Only for `loaddata`. A file's number may belong to another shop's row by now, or to none."""
    if raw:
        there = AgentConfiguration.objects.using(using).filter(tenant_id=instance.tenant_id)
        instance.pk = there.values_list("pk", flat=True).first()
        instance.updated_at = timezone.now()


def listen() -> None:
    pre_save.connect(keep_to_the_shops_row, sender=AgentConfiguration, dispatch_uid="wabot.shops-row")
