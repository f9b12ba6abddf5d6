"""Which enhancement broke, where one did: so that operators know which switch to throw."""

import logging
import traceback
from collections.abc import Mapping

from apps.bot.turn.types import Feature

# The rooms each enhancement lives in; what is in none of them is nobody's in particular.
ROOMS: Mapping[str, Feature] = {
    "apps.bot.turn.combine": Feature.HARMONIZATION,
    "apps.bot.turn.decide.discovery": Feature.IMMEDIATE_DISPLAY,
    "apps.bot.turn.grounding": Feature.GROUNDED_VALIDATION,
    "apps.bot.turn.references": Feature.REFERENCE_RESOLUTION,
}
SERVICES: Mapping[Feature | None, str] = {
    Feature.HARMONIZATION: "wabot.MessageHarmonizationService",
    Feature.GROUNDED_VALIDATION: "wabot.GroundedResponseValidator",
    Feature.REFERENCE_RESOLUTION: "wabot.ReferenceContextManager",
}


def blamed(fault: BaseException) -> Feature | None:
    """The enhancement in whose code the error arose, by the innermost frame that is in one; None = in none."""
    frames = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(fault.__traceback__)]
    for module in reversed(frames):
        for room, feature in ROOMS.items():
            if module == room or module.startswith(f"{room}."):
                return feature
    return None


def log_of(feature: Feature | None) -> logging.Logger:
    """The log under whose name runbooks look for this enhancement's errors."""
    return logging.getLogger(SERVICES.get(feature, "wabot.turn"))
