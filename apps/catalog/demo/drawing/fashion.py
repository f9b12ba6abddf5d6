"""Clothes, shoes and what is carried with them."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint, Point


def dress(c: Canvas, p: Paint) -> None:
    c.shadow(300, 528, 270)
    c.mirrored([(330, 100), (352, 96), (372, 190), (354, 262), (440, 510), (300, 524)], p.main)
    c.mirrored([(344, 262), (354, 262), (440, 510), (390, 518)], p.dark)
    c.shape([(300, 262), (322, 262), (338, 520), (300, 524)], p.dark)
    c.blob([(270, 98), (300, 150), (330, 98), (300, 116)], p.deep)
    c.mirrored([(300, 250), (356, 250), (352, 274), (300, 274)], p.deep)
    c.disc(300, 262, 8, p.light)


def maxi(c: Canvas, p: Paint) -> None:
    """A long, wide dress with a printed hem."""
    c.shadow(300, 540, 330)
    c.mirrored([(332, 92), (420, 150), (400, 200), (366, 188), (452, 520), (300, 536)], p.main)
    for at in range(7):
        x = 166 + at * 45
        c.shape([(x, 486), (x + 20, 462), (x + 40, 486), (x + 20, 510)], p.light if at % 2 else p.deep)
    c.shape([(262, 94), (338, 94), (318, 140), (300, 176), (282, 140)], p.deep)
    c.shape([(276, 92), (324, 92), (300, 150)], p.light)
    c.line([(300, 182), (300, 440)], p.dark, 4)


def tshirt(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (470, 250), (398, 270)])
    c.line([(422, 262), (462, 246)], p.deep, 6)
    c.line([(178, 262), (138, 246)], p.deep, 6)


def shirt(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (500, 400), (440, 416), (398, 270)])
    c.shape([(300, 170), (252, 116), (280, 112), (300, 150), (320, 112), (348, 116)], p.light)
    c.line([(300, 172), (300, 490)], p.deep, 4)
    for y in range(210, 490, 56):
        c.disc(300, y, 7, WHITE)
    c.box(334, 220, 388, 276, p.dark, 6)
    c.line([(444, 398), (494, 384)], p.deep, 7)
    c.line([(156, 398), (106, 384)], p.deep, 7)


def sweater(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (504, 424), (444, 436), (398, 270)])
    for y in (236, 276, 316):
        for x in range(206, 396, 38):
            c.shape(
                [(x, y), (x + 19, y - 15), (x + 38, y), (x + 19, y + 15)], p.light if y == 276 else p.dark
            )
    c.box(202, 462, 398, 496, p.deep, 8)
    c.line([(446, 424), (498, 412)], p.deep, 20)
    c.line([(154, 424), (102, 412)], p.deep, 20)
    c.arc(300, 108, 52, 10, 170, p.deep, 18)


def jacket(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (504, 424), (444, 436), (398, 270)])
    c.shape([(264, 118), (336, 118), (318, 490), (282, 490)], WHITE)
    c.mirrored([(322, 112), (356, 118), (352, 220), (306, 300)], p.deep)
    c.line([(282, 300), (282, 488)], p.deep, 5)
    c.line([(318, 300), (318, 488)], p.deep, 5)
    for x in (232, 368):
        c.line([(x - 22, 400), (x + 22, 392)], p.deep, 7)
    for y in (340, 400, 460):
        c.disc(332, y, 7, p.light)


def trousers(c: Canvas, p: Paint) -> None:
    c.shadow(300, 536, 250)
    c.mirrored([(390, 96), (404, 220), (412, 526), (332, 526), (300, 260)], p.main)
    c.mirrored([(398, 180), (404, 220), (412, 526), (384, 526), (378, 200)], p.dark)
    c.box(208, 92, 392, 126, p.deep, 6)
    c.line([(300, 126), (300, 222)], p.deep, 4)
    c.mirrored([(392, 150), (360, 136), (366, 128), (394, 140)], p.deep)
    c.disc(300, 110, 8, p.light)
    for x in (240, 360):
        c.box(x - 5, 88, x + 5, 130, p.main, 3)


def jeans(c: Canvas, p: Paint) -> None:
    trousers(c, p)
    c.line([(354, 240), (364, 520)], (224, 168, 84), 3)
    c.line([(246, 240), (236, 520)], (224, 168, 84), 3)
    for x in (372, 228):
        c.oval(x, 330, 16, 40, p.light)
    c.box(188, 506, 266, 528, p.light, 4)
    c.box(334, 506, 412, 528, p.light, 4)


def shorts(c: Canvas, p: Paint) -> None:
    c.shadow(300, 440, 280)
    c.mirrored([(396, 150), (434, 420), (330, 430), (300, 300)], p.main)
    c.mirrored([(404, 210), (434, 420), (400, 423), (384, 210)], p.dark)
    c.box(202, 144, 398, 182, p.deep, 8)
    c.line([(290, 180), (270, 240)], WHITE, 6)
    c.line([(310, 180), (326, 244)], WHITE, 6)


def skirt(c: Canvas, p: Paint) -> None:
    c.shadow(300, 486, 330)
    c.mirrored([(366, 130), (462, 462), (300, 484)], p.main)
    for x in (-1, 0, 1):
        c.shape(
            [(300 + x * 44, 160), (316 + x * 44, 160), (322 + x * 118, 476), (290 + x * 110, 478)], p.dark
        )
    c.box(230, 122, 370, 160, p.deep, 8)


def wrap(c: Canvas, p: Paint) -> None:
    """A folded printed cloth."""
    c.shadow(300, 474, 380)
    for at, y in enumerate((400, 340, 280, 220)):
        c.box(130, y, 470, y + 70, p.main if at % 2 else p.dark, 22)
    c.box(130, 150, 470, 262, p.main, 24)
    for x in range(170, 450, 65):
        c.disc(x, 206, 25, p.light)
        c.disc(x, 206, 15, p.deep)
        c.disc(x, 206, 6, WHITE)
    c.line([(150, 168), (450, 168)], p.deep, 6)
    c.line([(150, 244), (450, 244)], p.deep, 6)


def sneaker(c: Canvas, p: Paint) -> None:
    c.shadow(300, 420, 430)
    c.blob(
        [(112, 392), (112, 300), (138, 220), (190, 222), (262, 268), (360, 322), (470, 342), (496, 394)],
        p.main,
    )
    c.blob([(112, 392), (114, 310), (134, 240), (176, 300), (190, 392)], p.dark)
    c.blob([(400, 344), (470, 344), (496, 394), (392, 394)], p.light)
    c.box(100, 382, 506, 422, WHITE, 18)
    c.line([(112, 402), (494, 402)], p.dark, 5)
    for at in range(4):
        x, y = 232 + at * 36, 262 + at * 19
        c.line([(x, y), (x - 22, y + 40)], WHITE, 8)
    c.line([(196, 380), (260, 330), (330, 376)], p.light, 11)


def shoe(c: Canvas, p: Paint) -> None:
    c.shadow(300, 420, 430)
    c.blob(
        [(110, 380), (110, 300), (132, 236), (200, 240), (280, 304), (400, 330), (484, 352), (500, 390)],
        p.main,
    )
    c.blob([(380, 330), (484, 352), (500, 390), (370, 390)], p.light)
    c.blob([(120, 260), (134, 238), (200, 242), (230, 266), (170, 276)], p.deep)
    c.box(104, 378, 508, 400, INK, 10)
    c.box(104, 388, 220, 424, INK, 6)
    for at in range(3):
        c.line([(236 + at * 34, 282 + at * 16), (214 + at * 34, 312 + at * 16)], p.deep, 7)


def heel(c: Canvas, p: Paint) -> None:
    c.shadow(300, 446, 420)
    c.shape([(128, 240), (160, 236), (150, 440), (136, 440)], p.deep)
    c.blob(
        [
            (122, 190),
            (190, 236),
            (300, 330),
            (410, 384),
            (500, 404),
            (496, 438),
            (390, 436),
            (270, 380),
            (130, 268),
        ],
        p.main,
    )
    c.blob([(410, 384), (500, 404), (496, 438), (390, 436)], p.light)
    c.line([(180, 258), (290, 352), (400, 412)], p.dark, 8, smooth=True)


def sandal(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 330)
    for x in (210, 390):
        c.blob(
            [
                (x - 66, 190),
                (x, 112),
                (x + 66, 190),
                (x + 56, 320),
                (x + 52, 460),
                (x, 516),
                (x - 52, 460),
                (x - 56, 320),
            ],
            p.deep,
        )
        c.blob(
            [
                (x - 52, 196),
                (x, 128),
                (x + 52, 196),
                (x + 43, 320),
                (x + 40, 454),
                (x, 500),
                (x - 40, 454),
                (x - 43, 320),
            ],
            (224, 190, 150),
        )
        c.line([(x, 186), (x - 56, 300)], p.main, 22)
        c.line([(x, 186), (x + 56, 300)], p.main, 22)
        c.disc(x, 190, 15, p.light)


def boot(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 380)
    c.blob([(170, 130), (320, 130), (322, 300), (360, 360), (460, 400), (486, 470), (170, 470)], p.main)
    c.blob([(170, 130), (214, 132), (210, 468), (170, 470)], p.dark)
    c.box(162, 122, 330, 158, p.deep, 12)
    c.box(160, 458, 494, 484, INK, 12)
    c.box(160, 468, 260, 504, INK, 8)
    for y in range(200, 350, 36):
        c.line([(262, y + 8), (318, y)], p.light, 8)


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
    c.shadow(300, 400, 420)
    c.ring(300, 300, 170, 52, p.main)
    c.ring(300, 300, 144, 6, p.light)
    c.box(238, 418, 362, 506, (206, 190, 150), 14)
    c.box(258, 438, 342, 486, p.main, 6)
    c.box(262, 454, 366, 470, (206, 190, 150), 6)
    for x in (396, 426, 448):
        c.disc(x, 440 - (x - 396) * 0.7, 5, p.deep)


def socks(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 360)
    for x, y in ((0, 0), (110, 16)):
        c.blob(
            [
                (150 + x, 120 + y),
                (240 + x, 120 + y),
                (240 + x, 330 + y),
                (330 + x, 420 + y),
                (290 + x, 478 + y),
                (200 + x, 440 + y),
                (150 + x, 350 + y),
            ],
            p.main if x else p.dark,
        )
        c.box(144 + x, 112 + y, 246 + x, 160 + y, p.light, 12)
        c.line([(154 + x, 212 + y), (236 + x, 212 + y)], p.light, 10)
        c.line([(154 + x, 244 + y), (236 + x, 244 + y)], p.light, 10)
        c.disc(296 + x, 436 + y, 34, p.deep)


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


def _top(c: Canvas, p: Paint, *, sleeve: list[Point]) -> None:
    c.shadow(300, 506, 280)
    c.mirrored([(340, 108), (398, 126), *sleeve], p.dark)
    c.mirrored([(344, 108), (404, 132), (398, 270), (398, 492), (300, 496)], p.main)
    c.shape([(372, 300), (398, 270), (398, 492), (352, 494)], p.dark)
    c.blob([(256, 108), (300, 158), (344, 108), (300, 122)], p.deep)
