"""What a home uses up beside food."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint, mixed
from apps.catalog.demo.drawing.leaves import LEAF


def soap(c: Canvas, p: Paint) -> None:
    c.shadow(300, 460, 420)
    c.box(110, 280, 470, 450, p.dark, 50)
    c.box(110, 250, 470, 420, p.main, 50)
    c.box(150, 290, 430, 380, p.light, 36)
    for x, y, size in ((430, 210, 36), (478, 160, 23), (392, 152, 17), (150, 216, 25)):
        c.disc(x, y, size, mixed((150, 200, 236), WHITE, 0.45))
        c.disc(x - size / 3, y - size / 3, size / 4, WHITE)


def tissue(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 420)
    for x, y in ((190, 320), (410, 320), (300, 200)):
        c.box(x - 92, y - 50, x + 92, y + 150, WHITE, 10)
        c.box(x + 50, y - 50, x + 92, y + 150, (226, 228, 232), 10)
        c.oval(x, y - 50, 92, 32, (240, 242, 244))
        c.oval(x, y - 50, 34, 12, p.dark)
        c.line([(x - 70, y + 100), (x + 40, y + 100)], p.main, 8)


def diapers(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 400)
    c.box(130, 150, 470, 510, p.main, 36)
    c.box(420, 160, 470, 500, p.dark, 30)
    c.box(250, 104, 350, 156, p.deep, 20)
    c.box(270, 122, 330, 160, (250, 238, 226), 14)
    c.blob([(190, 300), (410, 300), (396, 380), (340, 440), (260, 440), (204, 380)], WHITE)
    c.box(180, 290, 420, 322, (226, 234, 242), 12)
    c.disc(210, 306, 10, p.dark)
    c.disc(390, 306, 10, p.dark)


def tube(c: Canvas, p: Paint) -> None:
    """Toothpaste, with its brush."""
    c.shadow(300, 480, 460)
    c.shape([(110, 210), (420, 250), (420, 350), (110, 390)], p.main)
    c.shape([(110, 330), (420, 316), (420, 350), (110, 390)], p.dark)
    c.box(88, 204, 118, 396, p.deep, 6)
    c.box(416, 264, 490, 336, WHITE, 12)
    c.shape([(170, 250), (350, 270), (350, 300), (170, 300)], WHITE)
    c.box(120, 430, 420, 456, p.light, 13)
    c.box(408, 424, 510, 456, p.light, 10)
    for x in range(420, 508, 18):
        c.box(x, 396, x + 12, 428, (236, 240, 246), 3)


def spraybottle(c: Canvas, p: Paint) -> None:
    c.shadow(300, 540, 250)
    c.shape([(250, 90), (360, 90), (390, 124), (420, 124), (420, 150), (250, 166)], p.deep)
    c.shape([(240, 164), (268, 164), (250, 240), (224, 226)], p.deep)
    c.box(262, 150, 340, 210, WHITE, 6)
    c.mirrored([(340, 206), (392, 290), (400, 500), (384, 536), (300, 536)], p.main)
    c.shape([(360, 250), (392, 290), (400, 500), (384, 536), (356, 536)], p.dark)
    c.box(218, 330, 382, 460, WHITE, 14)
    c.disc(300, 394, 42, p.light)
    for x, y in ((286, 386), (316, 400), (298, 414)):
        c.disc(x, y, 11, WHITE)


def candle(c: Canvas, p: Paint) -> None:
    c.shadow(300, 530, 380)
    for x, top in ((190, 250), (300, 200), (410, 270)):
        c.box(x - 40, top, x + 40, 524, p.main, 10)
        c.box(x + 14, top + 6, x + 40, 520, p.dark, 8)
        c.oval(x, top + 4, 40, 12, p.light)
        c.line([(x, top), (x, top - 26)], INK, 5)
        c.blob([(x, top - 104), (x + 26, top - 48), (x, top - 18), (x - 26, top - 48)], (248, 176, 66))
        c.blob([(x, top - 74), (x + 12, top - 46), (x, top - 26), (x - 12, top - 46)], (255, 236, 160))


def matches(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 420)
    for at in range(6):
        x = 330 + at * 26
        c.line([(x, 300), (x + 8, 176)], (226, 192, 138), 9)
        c.oval(x + 9, 168, 10, 15, (206, 62, 62))
    c.box(110, 250, 500, 450, p.main, 12)
    c.box(110, 404, 500, 450, (92, 68, 56), 8)
    c.box(160, 282, 450, 376, WHITE, 14)
    c.box(196, 306, 414, 328, p.deep, 8)
    c.box(240, 342, 370, 358, p.main, 6)


def sponge(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 400)
    c.box(110, 260, 490, 400, p.main, 30)
    c.box(110, 380, 490, 450, LEAF, 24)
    for x, y, size in (
        (170, 300, 13),
        (240, 340, 17),
        (320, 296, 11),
        (390, 336, 15),
        (440, 296, 10),
        (290, 360, 9),
    ):
        c.oval(x, y, size, size * 0.8, p.dark)


def pads(c: Canvas, p: Paint) -> None:
    """A soft pack of sanitary pads or wipes."""
    c.shadow(300, 490, 400)
    c.blob(
        [(120, 190), (300, 170), (480, 190), (496, 330), (480, 470), (300, 486), (120, 470), (104, 330)],
        p.main,
    )
    c.box(230, 176, 370, 226, WHITE, 20)
    c.blob([(300, 270), (360, 250), (400, 310), (300, 420), (200, 310), (240, 250)], WHITE)
    c.line([(140, 440), (460, 440)], p.light, 8)


def bleach(c: Canvas, p: Paint) -> None:
    """A bottle with a handle: bleach, washing liquid, softener."""
    c.shadow(300, 536, 300)
    c.box(256, 70, 330, 130, p.deep, 10)
    c.shape(
        [(236, 126), (350, 126), (430, 214), (430, 500), (400, 532), (200, 532), (170, 500), (170, 240)],
        p.main,
    )
    c.shape([(396, 190), (430, 214), (430, 500), (400, 532), (376, 532)], p.dark)
    c.box(340, 200, 392, 330, mixed(p.main, WHITE, 0.75), 24)
    c.box(190, 350, 380, 490, WHITE, 16)
    c.box(216, 380, 352, 400, p.deep, 6)
    c.box(216, 420, 320, 436, p.main, 6)
