"""Fruit and vegetables. `Paint` is the colour of the thing itself."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint, mixed
from apps.catalog.demo.drawing.leaves import LEAF, STALK, leaf


def fruit(c: Canvas, p: Paint) -> None:
    """A round fruit or vegetable, three of them."""
    c.shadow(300, 478, 420)
    for x, y, size, colour in ((206, 366, 100, p.dark), (398, 372, 96, p.dark), (300, 320, 122, p.main)):
        c.oval(x, y, size, size * 0.95, colour)
        c.oval(x - size * 0.38, y - size * 0.4, size * 0.2, size * 0.15, mixed(colour, WHITE, 0.5))
    c.line([(300, 214), (312, 168)], STALK, 12)
    leaf(c, 356, 176, 48)


def tomato(c: Canvas, p: Paint) -> None:
    fruit(c, p)
    for dx, dy in ((-52, 8), (-26, 32), (26, 32), (52, 8)):
        c.line([(300, 214), (300 + dx, 214 + dy)], LEAF, 14)


def banana(c: Canvas, p: Paint) -> None:
    c.shadow(310, 470, 410)
    for at, colour in enumerate((p.dark, p.main, p.light)):
        d = at * 34
        c.blob(
            [(176 + d, 140), (206 + d, 150), (214 + d, 280 - d / 3), (300 + d / 2, 372 - d), (462, 384 - d), (470, 420 - d),
             (300, 450 - d), (196 + d / 3, 376 - d / 2), (156 + d, 260)],
            colour,
        )  # fmt: skip
        c.disc(466, 402 - d, 15, STALK)
    c.blob([(170, 146), (200, 110), (282, 122), (280, 158)], STALK)


def avocado(c: Canvas, p: Paint) -> None:
    c.shadow(300, 508, 400)
    c.blob([(360, 190), (440, 250), (490, 390), (420, 490), (310, 470), (300, 330)], p.dark)
    c.blob([(230, 120), (300, 200), (356, 350), (300, 480), (170, 490), (104, 390), (150, 210)], p.deep)
    c.blob(
        [(230, 142), (288, 214), (336, 350), (290, 460), (176, 470), (124, 386), (166, 216)], (214, 222, 132)
    )
    c.disc(226, 384, 58, (140, 92, 58))
    c.disc(208, 364, 15, (184, 136, 96))


def greens(c: Canvas, p: Paint) -> None:
    """A bunch of leaves."""
    c.shadow(300, 530, 280)
    for x in (252, 284, 316, 348):
        c.line([(x, 400), (300 + (x - 300) * 0.5, 524)], mixed(p.main, WHITE, 0.45), 17)
    for x, y, size, colour in (
        (190, 270, 88, p.dark),
        (410, 270, 88, p.dark),
        (250, 200, 96, p.main),
        (352, 204, 94, p.main),
        (300, 300, 104, p.light),
    ):
        c.blob(
            [
                (x, y - size),
                (x + size * 0.72, y - size * 0.4),
                (x + size * 0.8, y + size * 0.4),
                (x, y + size * 1.2),
                (x - size * 0.8, y + size * 0.4),
                (x - size * 0.72, y - size * 0.4),
            ],
            colour,
        )
        c.line([(x, y - size * 0.7), (x, y + size)], mixed(colour, WHITE, 0.4), 6)
    c.box(244, 428, 356, 456, (214, 150, 92), 12)


def cabbage(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 400)
    c.disc(300, 320, 176, p.main)
    c.blob([(130, 310), (180, 200), (300, 300), (260, 480), (170, 440)], p.light)
    c.blob([(470, 310), (420, 200), (310, 290), (340, 480), (430, 440)], p.dark)
    for end in ((190, 220), (160, 320), (200, 420)):
        c.line([(276, 400), end], mixed(p.light, WHITE, 0.5), 6)
    for end in ((416, 230), (440, 330), (400, 430)):
        c.line([(330, 400), end], p.light, 6)


def roots(c: Canvas, p: Paint) -> None:
    """Carrots and their like."""
    c.shadow(300, 530, 300)
    for x, lean, colour in ((220, -34, p.dark), (380, 34, p.dark), (300, 0, p.main)):
        for dx in (-26, 0, 26):
            c.line([(x, 190), (x + dx, 92)], LEAF, 13)
        c.blob(
            [
                (x - 50, 200),
                (x, 178),
                (x + 50, 200),
                (x + 26 - lean / 2, 380),
                (x - lean, 520),
                (x - 26 - lean / 2, 380),
            ],
            colour,
        )
        for y in (250, 310, 370):
            c.line(
                [(x - 22 - lean * (y - 250) / 300, y), (x + 4 - lean * (y - 250) / 300, y + 4)],
                mixed(colour, INK, 0.2),
                5,
            )


def onion(c: Canvas, p: Paint) -> None:
    c.shadow(300, 486, 420)
    for x, y, size, colour in ((200, 360, 92, p.dark), (404, 366, 90, p.dark), (300, 320, 124, p.main)):
        c.blob(
            [
                (x, y - size * 1.3),
                (x + size * 0.35, y - size * 0.8),
                (x + size, y),
                (x + size * 0.6, y + size * 0.85),
                (x, y + size),
                (x - size * 0.6, y + size * 0.85),
                (x - size, y),
                (x - size * 0.35, y - size * 0.8),
            ],
            colour,
        )
        for dx in (-0.45, 0, 0.45):
            c.line(
                [(x, y - size * 0.8), (x + size * dx, y + size * 0.2), (x + size * dx * 0.7, y + size * 0.8)],
                mixed(colour, WHITE, 0.3),
                5,
                smooth=True,
            )


def beans(c: Canvas, p: Paint) -> None:
    """A bowl of dry goods: beans, lentils, nuts."""
    c.shadow(300, 500, 400)
    c.oval(300, 300, 186, 60, (178, 122, 80))
    for row, count in ((252, 4), (276, 6), (302, 8)):
        for at in range(count):
            x = 300 + (at - (count - 1) / 2) * 44
            c.oval(x, row, 25, 17, (p.main, p.light, p.dark)[at % 3])
            c.oval(x - 8, row - 5, 6, 4, mixed(p.main, WHITE, 0.6))
    c.blob(
        [(114, 304), (300, 350), (486, 304), (440, 450), (360, 496), (240, 496), (160, 450)], (196, 142, 96)
    )
    c.line([(150, 400), (300, 430), (450, 400)], (228, 186, 130), 13, smooth=True)


def mango(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 420)
    for x, y, size, colour in ((404, 350, 0.86, p.dark), (250, 310, 1.0, p.main)):
        c.blob(
            [
                (x - 30 * size, y - 150 * size),
                (x + 80 * size, y - 100 * size),
                (x + 128 * size, y + 40 * size),
                (x + 40 * size, y + 176 * size),
                (x - 90 * size, y + 150 * size),
                (x - 132 * size, y + 20 * size),
            ],
            colour,
        )
    c.blob([(180, 200), (240, 176), (290, 220), (230, 300), (150, 320)], (206, 92, 62))
    c.oval(214, 390, 26, 40, p.light)
    c.line([(222, 168), (216, 126)], STALK, 13)
    leaf(c, 266, 128, 50)


def pineapple(c: Canvas, p: Paint) -> None:
    c.shadow(300, 546, 260)
    for x, top, lean in ((240, 110, -60), (360, 110, 60), (270, 70, -24), (330, 70, 24), (300, 50, 0)):
        c.shape(
            [(x - 24, 220), (300 + lean * 2, top), (x + 24, 220)], LEAF if lean else mixed(LEAF, WHITE, 0.3)
        )
    c.box(196, 200, 404, 540, p.main, 96)
    c.box(346, 214, 404, 526, p.dark, 56)
    for row in range(5):
        for column in range(4):
            x, y = 228 + column * 46 + (row % 2) * 12, 252 + row * 58
            c.shape([(x, y - 20), (x + 19, y), (x, y + 20), (x - 19, y)], p.deep if column > 2 else p.light)


def watermelon(c: Canvas, p: Paint) -> None:
    c.shadow(300, 490, 440)
    c.disc(260, 310, 170, p.main)
    for x, bend in ((180, -40), (232, -14), (290, 16), (342, 44)):
        c.line([(250, 146), (x + bend, 310), (260, 474)], p.dark, 20, smooth=True)
    c.shape([(280, 300), (540, 300), (490, 430), (410, 486), (330, 440)], p.dark)
    c.shape([(294, 300), (526, 300), (480, 418), (410, 468), (340, 428)], WHITE)
    c.shape([(304, 300), (516, 300), (472, 410), (410, 454), (348, 418)], (226, 84, 92))
    for x, y in ((352, 336), (410, 330), (466, 338), (384, 384), (440, 384), (412, 424)):
        c.oval(x, y, 7, 11, INK)


def maize(c: Canvas, p: Paint) -> None:
    c.shadow(300, 536, 300)
    for x, colour in ((216, p.dark), (392, p.dark), (300, p.main)):
        c.oval(x, 270, 62, 186, colour)
        for row in range(7):
            for at in (-32, 0, 32):
                c.oval(x + at, 130 + row * 46, 13, 16, p.light)
    c.blob([(150, 320), (230, 420), (290, 530), (200, 524), (136, 420)], LEAF)
    c.blob([(450, 320), (370, 420), (310, 530), (400, 524), (464, 420)], LEAF)
    c.blob([(240, 400), (300, 460), (360, 400), (350, 520), (300, 540), (250, 520)], mixed(LEAF, WHITE, 0.25))


def potato(c: Canvas, p: Paint) -> None:
    c.shadow(300, 486, 430)
    for x, y, across, down, colour in (
        (196, 366, 106, 84, p.dark),
        (412, 372, 104, 80, p.dark),
        (300, 300, 132, 102, p.main),
    ):
        c.blob(
            [(x - across, y), (x - across * 0.5, y - down), (x + across * 0.6, y - down * 0.8), (x + across, y + 8),
             (x + across * 0.4, y + down), (x - across * 0.7, y + down * 0.8)],
            colour,
        )  # fmt: skip
        for dx, dy in ((-0.4, -0.2), (0.2, -0.4), (0.4, 0.3), (-0.1, 0.4)):
            c.oval(x + across * dx, y + down * dy, 9, 5, p.deep)


def pepper(c: Canvas, p: Paint) -> None:
    """A sweet pepper: hoho."""
    c.shadow(300, 506, 350)
    c.blob([(160, 250), (230, 190), (300, 214), (300, 500), (220, 496), (156, 380)], p.dark)
    c.blob([(440, 250), (370, 190), (300, 214), (300, 500), (380, 496), (444, 380)], p.dark)
    c.blob([(240, 216), (300, 190), (360, 216), (372, 380), (334, 506), (266, 506), (228, 380)], p.main)
    c.line([(258, 270), (254, 360)], p.light, 15, smooth=True)
    c.blob([(240, 206), (300, 178), (360, 206), (300, 236)], LEAF)
    c.line([(300, 196), (296, 150), (330, 112)], LEAF, 22, smooth=True)


def pumpkin(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 430)
    for x, across, colour in ((170, 84, p.dark), (430, 84, p.dark), (226, 90, p.main), (374, 90, p.main)):
        c.oval(x, 350, across, 142, colour)
    c.oval(300, 350, 84, 150, p.light)
    c.line([(300, 212), (288, 160), (320, 130)], STALK, 28, smooth=True)
    leaf(c, 392, 180, 54)


def coconut(c: Canvas, p: Paint) -> None:
    c.shadow(300, 480, 430)
    c.disc(210, 310, 140, p.main)
    for x, y in ((170, 220), (216, 206), (196, 256)):
        c.disc(x, y, 15, p.deep)
    for bend in (-70, 0, 70):
        c.line([(210, 440), (210 + bend, 350), (216 + bend * 0.8, 270)], p.dark, 6, smooth=True)
    c.oval(404, 372, 132, 104, p.dark)
    c.oval(404, 352, 132, 96, (248, 246, 240))
    c.oval(404, 358, 100, 68, (226, 232, 236))


def garlic(c: Canvas, p: Paint) -> None:
    c.shadow(300, 484, 400)
    for x, y, size in ((196, 370, 0.78), (408, 376, 0.74), (300, 320, 1.0)):
        c.blob(
            [(x, y - 190 * size), (x + 26 * size, y - 90 * size), (x + 130 * size, y + 10 * size),
             (x + 80 * size, y + 136 * size), (x - 80 * size, y + 136 * size), (x - 130 * size, y + 10 * size),
             (x - 26 * size, y - 90 * size)],
            p.main if size == 1.0 else p.dark,
        )  # fmt: skip
        for bend in (-56, 0, 56):
            c.line(
                [(x, y - 80 * size), (x + bend * size, y + 20 * size), (x + bend * 0.6 * size, y + 120 * size)],
                (184, 150, 176), 5, smooth=True,
            )  # fmt: skip


def courgette(c: Canvas, p: Paint) -> None:
    c.shadow(300, 480, 440)
    for y, colour in ((220, p.dark), (300, p.main), (380, p.dark)):
        c.line([(130, y + 24), (300, y), (470, y + 8)], colour, 78, smooth=True)
        c.line([(150, y + 6), (300, y - 16), (440, y - 10)], p.light, 7, smooth=True)
        c.line([(478, y + 8), (520, y - 6)], STALK, 26)


def ginger(c: Canvas, p: Paint) -> None:
    c.shadow(300, 480, 430)
    for ends in (
        [(130, 380), (250, 350), (360, 360), (470, 330)],
        [(250, 350), (230, 250), (190, 200)],
        [(350, 360), (390, 250), (370, 180)],
        [(400, 350), (480, 410)],
    ):
        c.line(ends, p.main, 84, smooth=True)
    for x, y in ((130, 380), (190, 200), (370, 180), (480, 410), (470, 330)):
        c.oval(x, y, 30, 26, p.light)
    for x, y in ((220, 300), (240, 356), (330, 360), (382, 270), (420, 350)):
        c.arc(x, y, 38, 200, 300, p.deep, 5)


def strawberry(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 400)
    for x, y, size, colour in ((196, 360, 0.74, p.dark), (410, 366, 0.72, p.dark), (300, 310, 1.0, p.main)):
        c.blob(
            [(x, y - 120 * size), (x + 110 * size, y - 100 * size), (x + 120 * size, y + 20 * size),
             (x, y + 176 * size), (x - 120 * size, y + 20 * size), (x - 110 * size, y - 100 * size)],
            colour,
        )  # fmt: skip
        for dx, dy in ((-60, -40), (0, -50), (60, -40), (-36, 20), (36, 20), (0, 80)):
            c.oval(x + dx * size, y + dy * size, 6, 9, (250, 226, 150))
        for dx in (-74, -30, 30, 74):
            tip = (x + dx * size, y - 74 * size)
            c.shape([(x - 24 * size, y - 126 * size), (x + 24 * size, y - 126 * size), tip], LEAF)
        c.line([(x, y - 120 * size), (x + 12, y - 160 * size)], LEAF, 11)
