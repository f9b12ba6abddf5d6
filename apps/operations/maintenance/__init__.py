"""Working on the house while customers write on. `maintenance_state` is what others ask."""

from apps.bot.services.maintenance import maintenance_state

__all__ = ["maintenance_state"]
