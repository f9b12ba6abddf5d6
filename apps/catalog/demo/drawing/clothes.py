"""Clothes, as they hang."""

from apps.catalog.demo.drawing.canvas import WHITE, Canvas, Paint, Point


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
    for at in range(6):
        x = 173 + at * 43
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


def _top(c: Canvas, p: Paint, *, sleeve: list[Point]) -> None:
    c.shadow(300, 506, 280)
    c.mirrored([(340, 108), (398, 126), *sleeve], p.dark)
    c.mirrored([(344, 108), (404, 132), (398, 270), (398, 492), (300, 496)], p.main)
    c.shape([(372, 300), (398, 270), (398, 492), (352, 494)], p.dark)
    c.blob([(256, 108), (300, 158), (344, 108), (300, 122)], p.deep)


def hoodie(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (504, 424), (444, 436), (398, 270)])
    c.blob([(220, 130), (240, 84), (300, 68), (360, 84), (380, 130), (300, 190)], p.deep)
    c.blob([(256, 124), (300, 92), (344, 124), (300, 172)], p.dark)
    c.mirrored([(300, 356), (352, 356), (384, 452), (300, 452)], p.dark)
    c.box(202, 464, 398, 496, p.deep, 8)
    for x in (282, 318):
        c.line([(x, 168), (x, 236)], WHITE, 6)


def blouse(c: Canvas, p: Paint) -> None:
    """Puffed sleeves and a peplum."""
    c.shadow(300, 490, 290)
    for x in (174, 426):
        c.oval(x, 216, 62, 74, p.dark)
        c.box(x - 40, 268, x + 40, 296, p.deep, 12)
    c.mirrored([(346, 120), (394, 150), (378, 330), (430, 468), (300, 480)], p.main)
    c.shape([(222, 330), (378, 330), (384, 352), (216, 352)], p.deep)
    c.blob([(250, 116), (300, 180), (350, 116), (300, 132)], p.deep)
    for x in (250, 300, 350):
        c.line([(x, 362), (x + (x - 300) * 0.5, 462)], p.dark, 7)


def blazer(c: Canvas, p: Paint) -> None:
    _top(c, p, sleeve=[(452, 180), (500, 440), (438, 450), (398, 270)])
    c.shape([(258, 116), (342, 116), (300, 318)], WHITE)
    c.shape([(288, 130), (312, 130), (320, 250), (300, 288), (280, 250)], p.deep)
    lapel: list[Point] = [(342, 112), (374, 128), (372, 206), (346, 226), (302, 330), (334, 190)]
    c.shape(lapel, p.dark)
    c.shape([(600 - x, y) for x, y in lapel], p.dark)
    c.line([(300, 330), (300, 492)], p.deep, 5)
    for y in (356, 410):
        c.disc(318, y, 8, p.light)
    for x in (238, 362):
        c.line([(x - 26, 410), (x + 26, 410)], p.deep, 8)


def jumpsuit(c: Canvas, p: Paint) -> None:
    c.shadow(300, 544, 270)
    c.mirrored([(346, 92), (388, 120), (372, 268), (420, 532), (326, 538), (300, 330)], p.main)
    c.mirrored([(376, 290), (420, 532), (392, 534), (356, 300)], p.dark)
    c.shape([(222, 262), (378, 262), (380, 290), (220, 290)], p.deep)
    c.blob([(254, 90), (300, 158), (346, 90), (300, 110)], p.deep)
    c.line([(300, 150), (300, 262)], p.dark, 5)
    c.disc(300, 276, 9, p.light)


def romper(c: Canvas, p: Paint) -> None:
    """What a baby wears."""
    c.shadow(300, 506, 260)
    c.mirrored([(346, 128), (438, 196), (408, 262), (384, 244), (392, 400), (330, 480), (300, 456)], p.main)
    c.mirrored([(438, 196), (408, 262), (394, 252), (422, 184)], p.deep)
    c.blob([(252, 124), (300, 182), (348, 124), (300, 148)], p.deep)
    for x in (262, 300, 338):
        c.disc(x, 448 - abs(x - 300) * 0.2, 8, WHITE)
    c.blob([(300, 350), (256, 300), (270, 268), (300, 286), (330, 268), (344, 300)], p.light)


def blanket(c: Canvas, p: Paint) -> None:
    """A checked shuka, folded."""
    c.shadow(300, 500, 400)
    c.box(110, 170, 490, 490, p.main, 26)
    for at in range(5):
        c.box(150 + at * 68, 170, 174 + at * 68, 490, p.deep)
    for at in range(4):
        c.box(110, 206 + at * 76, 490, 226 + at * 76, p.dark)
        c.line([(112, 216 + at * 76), (488, 216 + at * 76)], p.light, 3)
    c.box(110, 150, 490, 196, p.light, 20)
    for x in range(126, 486, 24):
        c.line([(x, 490), (x, 516)], p.deep, 6)
