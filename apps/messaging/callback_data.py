"""What WhatsApp hands back with each status of a message: which effect it was, so that a lost answer is found again.

Source: Meta, messages endpoint, `biz_opaque_callback_data`: up to 512 characters, returned in status webhooks.
"""

from dataclasses import dataclass
from uuid import UUID

MARK = "wabot"


@dataclass(frozen=True, slots=True)
class EffectPart:
    effect_id: UUID
    part: int

    def __str__(self) -> str:
        return f"{MARK}:{self.effect_id}:{self.part}"


def effect_part_of(callback_data: str) -> EffectPart | None:
    """None for what is not ours: other senders of the same number may use the field too."""
    mark, _, rest = callback_data.partition(":")
    effect, _, part = rest.partition(":")
    if mark != MARK or not part.isascii() or not part.isdigit():
        return None
    try:
        return EffectPart(UUID(effect), int(part))
    except ValueError:
        return None
