"""Leaves, which stand on fruit and on packs."""

from apps.catalog.demo.drawing.canvas import WHITE, Canvas, Colour, mixed

LEAF: Colour = (92, 154, 84)
STALK: Colour = (112, 84, 56)


def leaf(c: Canvas, x: float, y: float, size: float) -> None:
    c.blob(
        [
            (x - size, y + size * 0.3),
            (x - size * 0.2, y - size * 0.5),
            (x + size, y - size * 0.5),
            (x + size * 0.3, y + size * 0.4),
        ],
        LEAF,
    )
    c.line([(x - size * 0.8, y + size * 0.25), (x + size * 0.7, y - size * 0.35)], mixed(LEAF, WHITE, 0.5), 4)
