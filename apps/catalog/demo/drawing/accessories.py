"""What is carried or worn beside clothes."""

from apps.catalog.demo.drawing.canvas import WHITE, Canvas, Paint, Point


def bag(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 370)
    c.arc(300, 220, 104, 180, 360, p.deep, 20)
    c.mirrored([(420, 218), (462, 482), (440, 500), (300, 500)], p.main)
    c.shape([(180, 218), (420, 218), (430, 284), (300, 340), (170, 284)], p.dark)
    c.disc(300, 334, 17, (222, 184, 96))
    c.line([(186, 470), (414, 470)], p.light, 5)


def backpack(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 340)
    c.ring(300, 118, 40, 14, p.deep)
    c.box(160, 128, 440, 516, p.main, 80)
    c.box(132, 320, 176, 480, p.dark, 18)
    c.box(424, 320, 468, 480, p.dark, 18)
    c.box(204, 330, 396, 480, p.dark, 26)
    c.line([(222, 372), (378, 372)], p.light, 7)
    c.line([(200, 230), (400, 230)], p.deep, 8)
    c.box(290, 226, 310, 262, p.light, 6)


def cap(c: Canvas, p: Paint) -> None:
    c.shadow(300, 410, 390)
    c.blob([(140, 372), (150, 250), (250, 172), (360, 196), (412, 290), (416, 372)], p.main)
    c.blob([(250, 172), (300, 176), (300, 372), (220, 372)], p.dark)
    c.blob([(330, 356), (440, 344), (528, 392), (470, 404), (330, 388)], p.deep)
    c.disc(272, 174, 12, p.deep)
    c.box(136, 362, 420, 386, p.dark, 10)


def sunhat(c: Canvas, p: Paint) -> None:
    c.shadow(300, 418, 470)
    c.oval(300, 370, 226, 60, p.dark)
    c.oval(300, 360, 226, 56, p.main)
    c.blob([(190, 356), (204, 228), (300, 180), (396, 228), (410, 356), (300, 380)], p.light)
    c.blob([(190, 356), (194, 318), (300, 340), (406, 318), (410, 356), (300, 382)], (170, 74, 66))


def scarf(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 260)
    c.shape([(240, 260), (312, 270), (290, 506), (206, 500)], p.dark)
    c.shape([(296, 270), (366, 250), (398, 470), (318, 484)], p.main)
    c.blob([(160, 210), (300, 140), (440, 210), (410, 300), (300, 330), (190, 300)], p.main)
    c.blob([(214, 216), (300, 178), (386, 216), (300, 262)], p.deep)
    for at in range(3):
        c.line([(330 + at * 6, 330 + at * 46), (386 + at * 5, 322 + at * 46)], p.light, 9)
    for at in range(5):
        c.line([(212 + at * 17, 498), (208 + at * 17, 530)], p.dark, 6)
        c.line([(326 + at * 16, 480), (328 + at * 16, 512)], p.main, 6)


def belt(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 260)
    c.ring(300, 300, 170, 52, p.main)
    c.ring(300, 300, 144, 6, p.light)
    c.box(238, 418, 362, 506, (206, 190, 150), 14)
    c.box(258, 438, 342, 486, p.main, 6)
    c.box(262, 454, 366, 470, (206, 190, 150), 6)
    for x, y in ((404, 412), (426, 386), (440, 356)):
        c.disc(x, y, 6, p.deep)


def jewellery(c: Canvas, p: Paint) -> None:
    """A string of beads."""
    c.shadow(300, 500, 260)
    beads: list[Point] = [(140, 170), (150, 240), (176, 306), (214, 362), (262, 404)]
    for at, (x, y) in enumerate(beads):
        for side in (x, 600 - x):
            c.disc(side, y, 27, p.main if at % 2 else p.dark)
            c.disc(side - 8, y - 8, 7, p.light)
    c.disc(300, 436, 46, p.deep)
    c.disc(300, 436, 30, p.main)
    c.disc(288, 424, 9, WHITE)


def basket(c: Canvas, p: Paint) -> None:
    """A kiondo: woven sisal with leather straps."""
    c.shadow(300, 516, 370)
    c.arc(300, 250, 120, 180, 360, (120, 78, 50), 18)
    c.blob([(140, 250), (460, 250), (476, 400), (420, 500), (180, 500), (124, 400)], p.main)
    for at, y in enumerate((300, 360, 420)):
        c.line([(134, y), (466, y)], (p.dark, p.deep, p.light)[at], 22)
        for x in range(150, 460, 44):
            c.shape([(x, y - 11), (x + 15, y), (x, y + 11), (x - 15, y)], WHITE)
    c.box(132, 236, 468, 268, (120, 78, 50), 14)


def sunglasses(c: Canvas, p: Paint) -> None:
    c.shadow(300, 430, 420)
    for x in (190, 410):
        c.blob([(x - 96, 262), (x, 244), (x + 96, 262), (x + 82, 356), (x, 392), (x - 82, 356)], p.main)
        c.blob([(x - 74, 278), (x, 262), (x + 74, 278), (x + 62, 344), (x, 370), (x - 62, 344)], p.deep)
        c.line([(x - 44, 330), (x - 8, 284)], p.light, 12)
    c.line([(270, 284), (300, 266), (330, 284)], p.main, 18, smooth=True)


def wallet(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 400)
    c.box(126, 170, 470, 210, p.light, 16)
    c.box(110, 190, 490, 460, p.main, 30)
    c.box(110, 190, 490, 250, p.dark, 30)
    c.line([(132, 438), (468, 438)], p.light, 4)
    c.box(392, 290, 510, 366, p.deep, 22)
    c.disc(430, 328, 15, (222, 184, 96))


def tie(c: Canvas, p: Paint) -> None:
    c.shadow(300, 552, 160)
    c.shape([(264, 170), (336, 170), (372, 470), (300, 540), (228, 470)], p.main)
    c.shape([(300, 170), (336, 170), (372, 470), (300, 540)], p.dark)
    for y in (250, 330, 410):
        c.shape([(252, y + 40), (348, y - 20), (352, y + 14), (248, y + 76)], p.light)
    c.shape([(256, 84), (344, 84), (328, 172), (272, 172)], p.deep)


def earrings(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 280)
    for x in (206, 394):
        c.arc(x, 140, 26, 150, 390, (212, 172, 84), 9)
        c.disc(x, 178, 17, p.deep)
        c.shape([(x, 190), (x + 72, 330), (x, 460), (x - 72, 330)], p.main)
        c.shape([(x, 226), (x + 46, 330), (x, 420), (x - 46, 330)], p.light)
        c.disc(x, 330, 22, p.deep)


def umbrella(c: Canvas, p: Paint) -> None:
    c.shadow(300, 540, 200)
    c.line([(300, 120), (300, 470)], (120, 78, 50), 13)
    c.arc(270, 476, 30, 0, 180, (120, 78, 50), 14)
    c.blob(
        [(90, 320), (150, 180), (300, 110), (450, 180), (510, 320), (400, 296), (300, 320), (200, 296)],
        p.main,
    )
    c.blob([(200, 296), (240, 190), (300, 112), (360, 190), (400, 296), (300, 318)], p.dark)
    c.line([(300, 92), (300, 124)], p.deep, 11)


def kofia(c: Canvas, p: Paint) -> None:
    """A round embroidered cap with a flat top."""
    c.shadow(300, 430, 360)
    c.shape([(150, 230), (450, 230), (466, 390), (134, 390)], p.main)
    c.oval(300, 390, 166, 44, p.main)
    c.oval(300, 230, 150, 44, p.light)
    c.oval(300, 230, 118, 32, p.dark)
    c.oval(300, 230, 100, 26, p.light)
    for at in range(9):
        x = 160 + at * 35
        down = 26 * (1 - ((x - 300) / 160) ** 2)
        c.shape([(x, 300 + down), (x + 15, 324 + down), (x, 348 + down), (x - 15, 324 + down)], p.deep)
        c.disc(x, 384 + down, 6, p.deep)


def beanie(c: Canvas, p: Paint) -> None:
    c.shadow(300, 490, 340)
    c.disc(300, 128, 46, p.light)
    c.blob([(150, 380), (170, 230), (250, 160), (350, 160), (430, 230), (450, 380), (300, 400)], p.main)
    for x, bend in ((216, -24), (272, -6), (328, 6), (384, 24)):
        c.line([(300 + bend, 170), (x, 260), (x, 372)], p.dark, 8, smooth=True)
    c.box(138, 360, 462, 474, p.deep, 30)
    for x in range(166, 450, 34):
        c.line([(x, 380), (x, 454)], p.main, 7)
