"""From the butcher, the baker and the dairy."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint


def bread(c: Canvas, p: Paint) -> None:
    c.shadow(300, 460, 430)
    c.blob(
        [(110, 440), (100, 300), (150, 210), (300, 190), (450, 210), (500, 300), (490, 440), (300, 448)],
        (190, 122, 64),
    )
    c.blob([(126, 436), (120, 320), (160, 246), (250, 240), (280, 300), (276, 440)], (240, 208, 158))
    for x in (330, 390, 450):
        c.line([(x, 216), (x + 16, 300)], (224, 164, 98), 13)
    c.box(276, 330, 496, 410, p.main)
    c.box(300, 356, 420, 384, WHITE, 8)


def eggs(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 440)
    for row, y in enumerate((240, 300)):
        for at in range(4):
            x = 165 + at * 90
            c.oval(x, y, 40, 54, p.light if row else p.main)
            c.oval(x - 12, y - 18, 9, 13, WHITE)
    c.shape([(96, 320), (504, 320), (474, 454), (126, 454)], (150, 158, 150))
    for x in range(120, 480, 90):
        c.blob([(x, 320), (x + 45, 350), (x + 90, 320), (x + 45, 326)], (124, 132, 126))
    c.box(112, 400, 488, 424, (132, 140, 134))


def meat(c: Canvas, p: Paint) -> None:
    """A tray of cuts."""
    c.shadow(300, 480, 450)
    c.box(84, 210, 516, 460, (238, 240, 242), 36)
    c.box(102, 228, 498, 442, (222, 226, 230), 26)
    c.blob([(140, 330), (190, 254), (300, 250), (330, 320), (290, 410), (180, 416)], p.main)
    c.blob([(300, 340), (350, 260), (450, 272), (470, 350), (420, 414), (330, 410)], p.dark)
    for x, y in ((200, 310), (250, 350), (390, 320), (420, 370)):
        c.line([(x, y), (x + 46, y - 16)], (250, 226, 220), 10)


def chicken(c: Canvas, p: Paint) -> None:
    c.shadow(300, 480, 440)
    c.oval(300, 430, 226, 42, (238, 240, 242))
    c.blob([(150, 390), (160, 270), (260, 200), (380, 220), (450, 310), (440, 400), (300, 432)], p.main)
    c.blob([(380, 300), (460, 250), (500, 200), (524, 216), (500, 300), (430, 380)], p.dark)
    c.disc(520, 200, 19, WHITE)
    c.disc(504, 188, 19, WHITE)
    c.blob([(190, 320), (270, 280), (330, 340), (250, 392)], p.dark)
    c.line([(230, 240), (300, 222)], p.light, 13)


def fish(c: Canvas, p: Paint) -> None:
    c.shadow(300, 440, 440)
    c.shape([(404, 300), (516, 210), (496, 300), (516, 390)], p.dark)
    c.blob([(84, 300), (180, 216), (300, 204), (430, 300), (300, 396), (180, 384)], p.main)
    c.blob([(110, 320), (200, 376), (300, 396), (420, 308), (280, 340)], p.light)
    c.blob([(230, 214), (300, 160), (340, 222)], p.dark)
    c.arc(150, 300, 70, -50, 50, p.deep, 7)
    c.disc(140, 282, 16, WHITE)
    c.disc(140, 282, 8, INK)
    for x in (270, 320, 370):
        c.arc(x, 300, 26, -60, 60, p.dark, 6)


def sausages(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 440)
    c.box(90, 210, 510, 452, (238, 240, 242), 36)
    for at, y in enumerate((254, 306, 358, 410)):
        colour = (p.main, p.dark)[at % 2]
        c.line([(140, y + 8), (300, y - 8), (460, y + 8)], colour, 42, smooth=True)
        c.line([(170, y - 6), (260, y - 16)], p.light, 7)


def bun(c: Canvas, p: Paint) -> None:
    """Mandazi: three-cornered, puffed, brown."""
    c.shadow(300, 480, 440)
    c.oval(300, 440, 226, 44, (238, 240, 242))
    for x, y, size, colour in ((200, 350, 110, p.dark), (408, 350, 110, p.dark), (300, 300, 130, p.main)):
        c.blob(
            [
                (x, y - size),
                (x + size * 1.05, y + size * 0.66),
                (x, y + size * 0.9),
                (x - size * 1.05, y + size * 0.66),
            ],
            colour,
        )
        c.blob(
            [
                (x - 10, y - size * 0.5),
                (x + size * 0.3, y + size * 0.1),
                (x, y + size * 0.3),
                (x - size * 0.34, y + size * 0.1),
            ],
            p.light,
        )


def chapati(c: Canvas, p: Paint) -> None:
    c.shadow(300, 476, 450)
    for at in range(4):
        y = 430 - at * 26
        c.oval(300, y, 200, 78, p.dark)
        c.oval(300, y - 12, 200, 78, p.main)
    for x, y, size in (
        (210, 330, 26),
        (300, 306, 20),
        (380, 344, 28),
        (320, 366, 17),
        (250, 372, 14),
        (430, 320, 12),
    ):
        c.oval(x, y, size, size * 0.5, p.deep)
        c.oval(x, y, size * 0.6, size * 0.28, p.dark)


def cheese(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 420)
    c.shape([(96, 320), (430, 200), (510, 300), (510, 440), (96, 440)], p.main)
    c.shape([(96, 320), (430, 200), (510, 300)], p.light)
    for x, y, size in ((180, 380, 26), (300, 400, 20), (400, 360, 32), (460, 414, 16)):
        c.oval(x, y, size, size * 0.8, p.dark)


def roll(c: Canvas, p: Paint) -> None:
    """Burger buns, with sesame."""
    c.shadow(300, 470, 440)
    for x, y, size, colour in ((186, 350, 0.8, p.dark), (420, 350, 0.8, p.dark), (300, 320, 1.0, p.main)):
        c.blob(
            [(x - 150 * size, y + 60 * size), (x - 130 * size, y - 60 * size), (x, y - 120 * size),
             (x + 130 * size, y - 60 * size), (x + 150 * size, y + 60 * size), (x, y + 76 * size)],
            colour,
        )  # fmt: skip
        c.box(x - 140 * size, y + 50 * size, x + 140 * size, y + 120 * size, (240, 208, 158), 30)
        for dx, dy in ((-70, -40), (-24, -80), (30, -60), (78, -30), (0, -30), (-100, 6), (110, 10)):
            c.oval(x + dx * size, y + dy * size, 11 * size, 7 * size, (250, 236, 200))


def cupcake(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 300)
    c.shape([(176, 330), (424, 330), (390, 490), (210, 490)], p.dark)
    for x in range(196, 420, 40):
        c.line([(x, 336), (300 + (x - 300) * 0.78, 484)], p.deep, 6)
    c.blob(
        [(150, 340), (160, 240), (230, 170), (300, 150), (370, 170), (440, 240), (450, 340), (300, 366)],
        p.main,
    )
    c.blob([(200, 260), (240, 200), (290, 184), (250, 260), (220, 310)], p.light)
    c.disc(300, 146, 24, (206, 62, 62))
