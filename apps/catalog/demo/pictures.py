"""The demo shops' pictures: drawn when first asked for, kept under WABOT_STATE_DIR, the same every time."""

import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from django.conf import settings

from apps.catalog.demo.drawing import fashion, groceries, phones
from apps.catalog.demo.drawing.canvas import COLOURS, SHEETS, Canvas, Paint

Draw = Callable[[Canvas, Paint], None]

KINDS: Mapping[str, Draw] = {
    name: draw
    for module in (fashion, phones, groceries)
    for name, draw in vars(module).items()
    if callable(draw) and getattr(draw, "__module__", "") == module.__name__ and not name.startswith("_")
}


class UnknownPicture(LookupError):
    def __init__(self, *, name: str) -> None:
        super().__init__(f"no picture is called {name[:80]!r}: it is a kind and a colour, as in dress-red")


def drawn(name: str) -> bytes:
    """PNG of 600 by 600. `name` is KIND-COLOUR. Raises UnknownPicture."""
    kind, _, colour = name.rpartition("-")
    if kind not in KINDS or colour not in COLOURS:
        raise UnknownPicture(name=name)
    # not hash(): that differs from one process to the next
    canvas = Canvas(SHEETS[zlib.crc32(kind.encode()) % len(SHEETS)])
    KINDS[kind](canvas, Paint(COLOURS[colour]))
    return canvas.png()


def picture_file(name: str) -> Path:
    """The kept picture, drawn now if it is not there. Several processes may ask at once. Raises UnknownPicture."""
    folder = Path(settings.WABOT_STATE_DIR) / "media" / "pictures"
    kept = folder / f"{name}.png"
    kind, _, colour = name.rpartition("-")
    if kind not in KINDS or colour not in COLOURS:
        raise UnknownPicture(name=name)
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            part.write(drawn(name))
        # whoever reads meanwhile sees the whole picture or none
        Path(part.name).replace(kept)
        kept.chmod(0o644)
    return kept
