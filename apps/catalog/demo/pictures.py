"""The demo shops' pictures: drawn when first asked for, kept under WABOT_STATE_DIR, the same every time."""

import tempfile
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from apps.catalog.demo.drawing import (
    accessories,
    clothes,
    counter,
    gadgets,
    household,
    pantry,
    phones,
    produce,
    shoes,
)
from apps.catalog.demo.drawing.canvas import COLOURS, SHEETS, Canvas, Paint

Draw = Callable[[Canvas, Paint], None]

# every public function of these is a kind of picture
KINDS: Mapping[str, Draw] = {
    name: draw
    for module in (clothes, shoes, accessories, phones, gadgets, pantry, produce, counter, household)
    for name, draw in vars(module).items()
    if callable(draw) and getattr(draw, "__module__", "") == module.__name__ and not name.startswith("_")
}


class UnknownPicture(LookupError):
    def __init__(self, *, name: str) -> None:
        super().__init__(f"no picture is called {name[:80]!r}: it is a kind and a colour, as in dress-red")


def drawn(name: str) -> bytes:
    """PNG of 600 by 600. `name` is KIND-COLOUR. Raises UnknownPicture."""
    kind, colour = _parts(name)
    # not hash(): that differs from one process to the next
    paint = Paint(COLOURS[colour])
    canvas = Canvas(SHEETS[zlib.crc32(kind.encode()) % len(SHEETS)], paint)
    KINDS[kind](canvas, paint)
    return canvas.png()


def picture_file(name: str) -> Path:
    """The kept picture, drawn now if it is not there. Several processes may ask at once. Raises UnknownPicture."""
    kind, colour = _parts(name)
    folder = Path(settings.WABOT_STATE_DIR) / "media" / "pictures"
    kept = folder / f"{kind}-{colour}-{_style()}.png"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
            part.write(drawn(name))
        Path(part.name).chmod(0o644)
        # whoever reads meanwhile sees the whole picture or none
        Path(part.name).replace(kept)
    return kept


def _parts(name: str) -> tuple[str, str]:
    kind, _, colour = name.rpartition("-")
    if kind not in KINDS or colour not in COLOURS:
        raise UnknownPicture(name=name)
    return kind, colour


@cache
def _style() -> str:
    """Changes with the drawing code, so that a release shows its own pictures, and so does one taken back to."""
    sources = sorted((Path(__file__).parent / "drawing").glob("*.py"))
    return f"{zlib.crc32(b''.join(source.read_bytes() for source in sources)):08x}"
