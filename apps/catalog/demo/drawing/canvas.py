"""A square sheet of 600 units, drawn at twice the size and shrunk so that edges are smooth."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = 600
FINER = 2

Point = tuple[float, float]
Colour = tuple[int, int, int]

WHITE: Colour = (255, 255, 255)
INK: Colour = (52, 56, 66)
DUSK: Colour = (120, 138, 168)
PALE = 185
THICK = 30

COLOURS: dict[str, Colour] = {
    "red": (206, 62, 62),
    "maroon": (128, 40, 56),
    "orange": (232, 134, 54),
    "mustard": (222, 170, 48),
    "yellow": (243, 205, 72),
    "green": (74, 148, 92),
    "olive": (122, 128, 66),
    "mint": (140, 206, 176),
    "teal": (42, 136, 140),
    "blue": (62, 112, 190),
    "navy": (42, 58, 104),
    "sky": (122, 182, 226),
    "purple": (124, 84, 160),
    "lilac": (186, 164, 216),
    "pink": (232, 138, 164),
    "peach": (244, 178, 146),
    "brown": (132, 88, 58),
    "tan": (196, 152, 108),
    "cream": (240, 226, 196),
    "white": (246, 246, 242),
    "silver": (192, 198, 206),
    "grey": (136, 142, 152),
    "charcoal": (72, 76, 86),
    "black": (44, 46, 54),
    "gold": (212, 172, 84),
}
SHEETS: Sequence[Colour] = (
    (250, 238, 226),
    (230, 242, 240),
    (238, 236, 248),
    (252, 240, 232),
    (232, 242, 230),
)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """`share` of `other` in it, 0 to 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


@dataclass(frozen=True, slots=True)
class Paint:
    """One colour in its four uses."""

    main: Colour

    @property
    def is_pale(self) -> bool:
        return min(self.main) > PALE

    @property
    def dark(self) -> Colour:
        return mixed(self.main, (20, 20, 40), 0.22)

    @property
    def deep(self) -> Colour:
        return mixed(self.main, (20, 20, 40), 0.42)

    @property
    def light(self) -> Colour:
        return mixed(self.main, WHITE, 0.3)


class Canvas:
    def __init__(self, sheet: Colour, paint: Paint) -> None:
        side = SIZE * FINER
        self.image = Image.new("RGB", (side, side), sheet)
        self.draw = ImageDraw.Draw(self.image)
        # what is nearly white stands out against a darker disc only
        self.disc(300, 290, 236, mixed(sheet, DUSK, 0.3) if paint.is_pale else mixed(sheet, WHITE, 0.55))

    def shadow(self, x: float, y: float, width: float, height: float = 26) -> None:
        # blurred small and enlarged, which looks the same and takes a tenth of the time
        layer = Image.new("L", (SIZE // 2, SIZE // 2), 0)
        box = [(x - width / 2) / 2, (y - height / 2) / 2, (x + width / 2) / 2, (y + height / 2) / 2]
        ImageDraw.Draw(layer).ellipse(box, fill=70)
        layer = layer.filter(ImageFilter.GaussianBlur(4.5)).resize(self.image.size, Image.Resampling.BILINEAR)
        self.image.paste((70, 66, 80), mask=layer)

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.oval(x, y, radius, radius, fill)

    def oval(self, x: float, y: float, across: float, down: float, fill: Colour) -> None:
        self.draw.ellipse(_scaled([(x - across, y - down), (x + across, y + down)]), fill=fill)

    def ring(self, x: float, y: float, radius: float, width: float, fill: Colour) -> None:
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.ellipse(box, outline=fill, width=round(width * FINER))

    def box(
        self, left: float, top: float, right: float, bottom: float, fill: Colour, round_by: float = 0
    ) -> None:
        self.draw.rounded_rectangle(
            _scaled([(left, top), (right, bottom)]), radius=round_by * FINER, fill=fill
        )

    def shape(self, points: Sequence[Point], fill: Colour) -> None:
        self.draw.polygon(_scaled(points), fill=fill)

    def blob(self, points: Sequence[Point], fill: Colour) -> None:
        """A closed shape with a smooth edge through the points."""
        self.shape(_smooth(points, closed=True), fill)

    def mirrored(self, half: Sequence[Point], fill: Colour, *, smooth: bool = False) -> None:
        """A shape that is the same left and right of the middle; `half` goes down the right side."""
        whole = [*half, *((SIZE - x, y) for x, y in reversed(half))]
        self.shape(_smooth(whole, closed=True) if smooth else whole, fill)

    def line(self, points: Sequence[Point], fill: Colour, width: float, *, smooth: bool = False) -> None:
        path = _scaled(_smooth(points, closed=False) if smooth else points)
        self.draw.line(path, fill=fill, width=round(width * FINER), joint="curve")
        end = width * FINER / 2 - 1
        # thick bends tear open between their pieces unless each joint is round
        for x, y in path if smooth and width > THICK else (path[0], path[-1]):
            self.draw.ellipse([(x - end, y - end), (x + end, y + end)], fill=fill)

    def arc(
        self, x: float, y: float, radius: float, start: float, end: float, fill: Colour, width: float
    ) -> None:
        """Degrees clockwise from three o'clock."""
        box = _scaled([(x - radius, y - radius), (x + radius, y + radius)])
        self.draw.arc(box, start, end, fill=fill, width=round(width * FINER))

    def png(self) -> bytes:
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).quantize(128)
        target = BytesIO()
        small.save(target, "PNG", optimize=True)
        return target.getvalue()


def _scaled(points: Sequence[Point]) -> list[Point]:
    return [(x * FINER, y * FINER) for x, y in points]


def _smooth(points: Sequence[Point], *, closed: bool) -> list[Point]:
    """Catmull-Rom through the points, twelve steps between each two."""
    count = len(points)
    found: list[Point] = []
    for at in range(count if closed else count - 1):
        around = [points[_neighbour(at + step, count, closed=closed)] for step in (-1, 0, 1, 2)]
        found += [_between(around, step / 12) for step in range(12)]
    return found if closed else [*found, points[-1]]


def _neighbour(at: int, count: int, *, closed: bool) -> int:
    return at % count if closed else min(max(at, 0), count - 1)


def _between(around: Sequence[Point], t: float) -> Point:
    def along(axis: int) -> float:
        a, b, c, d = (point[axis] for point in around)
        return 0.5 * (
            2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
        )

    return along(0), along(1)
