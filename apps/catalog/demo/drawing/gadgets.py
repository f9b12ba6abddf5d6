"""Electronics beside the phone."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint, mixed

GLASS = (34, 40, 56)
METAL = (190, 194, 202)


def laptop(c: Canvas, p: Paint) -> None:
    c.shadow(300, 478, 480)
    c.box(130, 130, 470, 396, p.deep, 20)
    c.box(148, 148, 452, 380, mixed(p.main, (235, 235, 250), 0.6), 8)
    c.shape([(148, 330), (240, 236), (316, 316), (380, 262), (452, 330), (452, 380), (148, 380)], p.main)
    c.disc(396, 200, 24, (250, 220, 140))
    c.shape([(130, 396), (470, 396), (540, 460), (60, 460)], METAL)
    c.shape([(150, 404), (450, 404), (476, 432), (124, 432)], mixed(METAL, INK, 0.35))
    c.box(60, 456, 540, 474, mixed(METAL, INK, 0.2), 9)


def router(c: Canvas, p: Paint) -> None:
    c.shadow(300, 476, 430)
    for x, lean in ((150, -34), (240, -10), (360, 10), (450, 34)):
        c.line([(x, 370), (x + lean, 150)], p.deep, 20)
    c.box(100, 340, 500, 460, p.main, 34)
    c.box(100, 416, 500, 460, p.dark, 22)
    for at in range(5):
        c.disc(180 + at * 42, 382, 9, (130, 220, 150) if at < 4 else (250, 190, 90))


def radio(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 420)
    c.line([(440, 220), (510, 90)], METAL, 9)
    c.disc(510, 90, 10, INK)
    c.arc(300, 212, 110, 180, 360, p.deep, 18)
    c.box(96, 206, 504, 484, p.main, 34)
    c.disc(222, 362, 88, p.deep)
    for size in (70, 46, 22):
        c.ring(222, 362, size, 7, p.light)
    c.box(340, 250, 472, 312, (250, 240, 214), 10)
    for x in range(356, 464, 18):
        c.line([(x, 268), (x, 290)], INK, 3)
    c.line([(420, 258), (420, 304)], (206, 62, 62), 5)
    c.disc(366, 396, 28, p.dark)
    c.disc(446, 396, 28, p.dark)
    c.line([(366, 396), (366, 374)], WHITE, 5)
    c.line([(446, 396), (462, 382)], WHITE, 5)


def torch(c: Canvas, p: Paint) -> None:
    c.shadow(300, 440, 440)
    c.shape([(430, 250), (560, 170), (560, 430), (430, 350)], (255, 240, 190))
    c.box(80, 246, 370, 354, p.main, 30)
    c.shape([(350, 246), (430, 206), (430, 394), (350, 354)], p.dark)
    c.box(424, 200, 450, 400, p.deep, 10)
    c.box(190, 226, 260, 262, INK, 12)
    for x in range(110, 180, 22):
        c.line([(x, 264), (x, 336)], p.dark, 7)


def keyboard(c: Canvas, p: Paint) -> None:
    c.shadow(300, 440, 500)
    c.box(50, 206, 550, 424, p.main, 26)
    c.box(66, 222, 534, 408, p.dark, 16)
    for row in range(4):
        for column in range(11):
            x, y = 78 + column * 41 + row * 3, 234 + row * 42
            c.box(x, y, x + 32, y + 32, p.light, 6)
    c.box(200, 360, 400, 392, WHITE, 6)


def mouse(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 260)
    c.line([(300, 150), (290, 100), (350, 70), (430, 90)], p.deep, 9, smooth=True)
    c.box(186, 140, 414, 506, p.main, 112)
    c.shape([(186, 300), (414, 300), (414, 316), (186, 316)], p.dark)
    c.line([(300, 144), (300, 306)], p.dark, 6)
    c.box(282, 190, 318, 266, p.deep, 18)
    c.box(292, 204, 308, 250, p.light, 8)


def bulb(c: Canvas, p: Paint) -> None:
    c.shadow(300, 536, 180)
    c.disc(300, 240, 190, (255, 246, 214))
    c.blob(
        [(300, 90), (424, 160), (430, 290), (356, 380), (244, 380), (170, 290), (176, 160)], (250, 222, 130)
    )
    c.blob([(230, 150), (270, 130), (240, 230), (214, 250)], (255, 246, 214))
    c.box(236, 372, 364, 426, WHITE, 12)
    c.box(246, 420, 354, 500, METAL, 10)
    for y in (436, 460, 484):
        c.line([(248, y), (352, y - 8)], p.dark, 6)
    c.box(276, 498, 324, 522, INK, 8)


def extension(c: Canvas, p: Paint) -> None:
    """A block of sockets on a cable."""
    c.shadow(300, 430, 480)
    c.line([(530, 320), (560, 400), (470, 470), (330, 450)], INK, 13, smooth=True)
    c.box(60, 220, 536, 400, p.main, 34)
    c.box(60, 356, 536, 400, p.dark, 24)
    for x in (130, 238, 346):
        c.box(x - 42, 244, x + 42, 344, WHITE, 16)
        c.box(x - 7, 258, x + 7, 284, INK, 3)
        c.box(x - 28, 306, x - 14, 322, INK, 3)
        c.box(x + 14, 306, x + 28, 322, INK, 3)
    c.box(424, 262, 500, 326, (206, 62, 62), 12)
    c.disc(462, 294, 13, WHITE)


def television(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 340)
    c.line([(230, 440), (200, 490)], INK, 13)
    c.line([(370, 440), (400, 490)], INK, 13)
    c.box(50, 130, 550, 446, INK, 18)
    c.box(64, 144, 536, 430, mixed(p.main, (235, 240, 250), 0.5), 8)
    c.disc(420, 220, 40, (250, 214, 120))
    c.shape([(64, 360), (180, 240), (290, 350), (380, 276), (536, 380), (536, 430), (64, 430)], p.main)
    c.shape([(64, 400), (240, 330), (536, 416), (536, 430), (64, 430)], p.dark)


def lamp(c: Canvas, p: Paint) -> None:
    """A lamp that the sun charges."""
    c.shadow(300, 530, 260)
    c.arc(300, 150, 62, 180, 360, METAL, 12)
    c.box(216, 140, 384, 190, p.dark, 20)
    c.box(226, 186, 374, 400, (255, 244, 206), 40)
    for x in (254, 300, 346):
        c.line([(x, 200), (x, 388)], (250, 222, 130), 7)
    c.box(206, 396, 394, 510, p.main, 26)
    c.box(236, 424, 364, 482, (48, 70, 120), 8)
    for x in (268, 300, 332):
        c.line([(x, 426), (x, 480)], (122, 150, 210), 3)
