"""Packs, bottles and tins. `Paint` is the colour of the pack."""

from apps.catalog.demo.drawing.canvas import WHITE, Canvas, Colour, Paint, mixed
from apps.catalog.demo.drawing.leaves import leaf


def packet(c: Canvas, p: Paint) -> None:
    """A paper bag: flour, sugar, rice."""
    c.shadow(300, 532, 280)
    c.shape([(184, 130), (416, 130), (430, 520), (170, 520)], p.light)
    c.shape([(380, 130), (416, 130), (430, 520), (388, 520)], p.main)
    c.shape([(190, 92), (410, 92), (416, 140), (184, 140)], p.dark)
    c.line([(192, 116), (408, 116)], p.light, 4)
    c.shape([(177, 250), (388, 250), (388, 430), (172, 430)], p.main)
    c.disc(280, 340, 62, WHITE)
    _ear(c, 280, 392, p.dark)


def carton(c: Canvas, p: Paint) -> None:
    c.shadow(300, 534, 260)
    c.box(200, 200, 350, 524, WHITE, 4)
    c.shape([(350, 200), (410, 180), (410, 506), (350, 524)], (222, 226, 232))
    c.shape([(200, 200), (240, 110), (370, 110), (350, 200)], p.main)
    c.shape([(350, 200), (370, 110), (410, 180)], p.dark)
    c.box(236, 84, 374, 114, p.deep, 4)
    c.shape([(200, 300), (350, 300), (350, 524), (200, 524)], p.main)
    c.shape([(350, 300), (410, 284), (410, 506), (350, 524)], p.dark)
    c.shape([(200, 300), (350, 300), (350, 330), (200, 350)], WHITE)
    c.shape([(350, 300), (410, 284), (410, 312), (350, 330)], (222, 226, 232))
    c.blob([(275, 376), (302, 430), (275, 462), (248, 430)], WHITE)


def pouch(c: Canvas, p: Paint) -> None:
    """A soft bag: milk, yoghurt, crisps."""
    c.shadow(300, 524, 290)
    c.blob(
        [(190, 110), (300, 122), (410, 110), (420, 300), (414, 506), (300, 516), (186, 506), (180, 300)],
        p.main,
    )
    c.shape([(378, 118), (411, 114), (420, 240), (420, 360), (412, 504), (376, 506), (384, 310)], p.dark)
    c.box(190, 98, 410, 128, p.deep, 6)
    c.box(190, 494, 410, 520, p.deep, 6)
    c.oval(292, 300, 82, 72, WHITE)
    c.oval(292, 300, 58, 48, p.light)
    c.line([(214, 160), (214, 240)], p.light, 11)


def bottle(c: Canvas, p: Paint) -> None:
    _bottle(c, p.main, p.dark, label=WHITE, mark=p.deep, lid=p.deep)


def waterbottle(c: Canvas, p: Paint) -> None:
    clear = mixed(p.main, WHITE, 0.62)
    _bottle(c, clear, mixed(p.main, WHITE, 0.42), label=p.main, mark=WHITE, lid=p.main)


def oilbottle(c: Canvas, p: Paint) -> None:
    _bottle(c, (240, 200, 84), (220, 172, 60), label=p.main, mark=WHITE, lid=p.dark)


def jar(c: Canvas, p: Paint) -> None:
    c.shadow(300, 520, 280)
    c.box(180, 180, 420, 512, p.main, 46)
    c.box(372, 190, 420, 502, p.dark, 40)
    c.box(196, 120, 404, 186, p.deep, 14)
    c.box(196, 140, 404, 150, p.dark)
    c.box(180, 270, 420, 430, (252, 248, 236))
    c.disc(300, 350, 48, p.main)
    c.disc(300, 350, 26, p.light)
    c.line([(208, 220), (208, 252)], p.light, 12)


def tin(c: Canvas, p: Paint) -> None:
    c.shadow(300, 516, 290)
    c.oval(300, 480, 122, 34, p.deep)
    c.box(178, 150, 422, 482, p.main)
    c.box(372, 150, 422, 482, p.dark)
    c.oval(300, 150, 122, 34, (206, 210, 218))
    c.oval(300, 150, 100, 25, (178, 184, 194))
    c.box(178, 250, 422, 400, (250, 246, 236))
    c.box(372, 250, 422, 400, (228, 224, 216))
    c.disc(286, 325, 52, p.main)
    c.disc(286, 325, 32, p.light)


def box(c: Canvas, p: Paint) -> None:
    """A cardboard box: tea, cereal, detergent."""
    c.shadow(300, 522, 330)
    c.shape([(160, 150), (370, 150), (370, 510), (160, 510)], p.main)
    c.shape([(370, 150), (440, 120), (440, 480), (370, 510)], p.dark)
    c.shape([(160, 150), (230, 120), (440, 120), (370, 150)], p.light)
    c.box(184, 200, 346, 264, WHITE, 10)
    c.box(202, 220, 328, 234, p.deep, 6)
    c.box(202, 242, 290, 252, p.main, 5)
    c.disc(265, 386, 72, p.light)
    leaf(c, 265, 386, 50)


def _bottle(c: Canvas, body: Colour, shade: Colour, *, label: Colour, mark: Colour, lid: Colour) -> None:
    c.shadow(300, 542, 220)
    c.box(266, 60, 334, 104, lid, 8)
    c.mirrored([(326, 100), (330, 168), (386, 240), (390, 500), (374, 534), (300, 534)], body)
    c.shape([(352, 200), (386, 240), (390, 500), (374, 534), (346, 534)], shade)
    c.shape([(210, 300), (390, 300), (390, 440), (210, 440)], label)
    c.oval(300, 370, 52, 46, mark)
    c.oval(300, 370, 32, 27, mixed(mark, body, 0.5))
    c.line([(236, 252), (236, 284)], mixed(body, WHITE, 0.5), 11)


def _ear(c: Canvas, x: float, y: float, colour: Colour) -> None:
    """An ear of grain, from its foot at (x, y) upward."""
    c.line([(x, y), (x, y - 96)], colour, 5)
    for at in range(4):
        for side in (-1, 1):
            c.oval(x + side * 15, y - 34 - at * 20, 11, 8, colour)
    c.oval(x, y - 108, 8, 12, colour)


def sack(c: Canvas, p: Paint) -> None:
    """A woven sack of five kilos and more."""
    c.shadow(300, 530, 380)
    c.blob(
        [(170, 170), (300, 184), (430, 170), (470, 340), (452, 506), (300, 522), (148, 506), (130, 340)],
        WHITE,
    )
    c.shape([(404, 180), (436, 200), (466, 340), (452, 500), (404, 512), (420, 340)], (226, 226, 222))
    c.blob([(190, 172), (210, 110), (300, 128), (390, 110), (410, 172), (300, 186)], (236, 234, 228))
    c.line([(196, 172), (404, 172)], p.deep, 13)
    c.shape([(134, 280), (466, 280), (466, 420), (134, 420)], p.main)
    c.disc(300, 350, 58, WHITE)
    _ear(c, 300, 400, p.dark)


def tub(c: Canvas, p: Paint) -> None:
    """Margarine, cooking fat, ice cream."""
    c.shadow(300, 490, 380)
    c.shape([(140, 240), (460, 240), (430, 480), (170, 480)], p.main)
    c.shape([(410, 240), (460, 240), (430, 480), (390, 480)], p.dark)
    c.box(120, 190, 480, 250, p.light, 20)
    c.box(120, 226, 480, 250, p.deep, 10)
    c.oval(284, 364, 96, 72, WHITE)
    c.oval(284, 364, 66, 46, p.light)


def cup(c: Canvas, p: Paint) -> None:
    """A yoghurt cup."""
    c.shadow(300, 510, 260)
    c.shape([(194, 180), (406, 180), (376, 504), (224, 504)], WHITE)
    c.shape([(364, 180), (406, 180), (376, 504), (346, 504)], (224, 226, 230))
    c.shape([(203, 280), (397, 280), (384, 420), (216, 420)], p.main)
    c.shape([(358, 280), (397, 280), (384, 420), (350, 420)], p.dark)
    c.box(180, 150, 420, 186, (206, 210, 218), 12)
    c.blob([(396, 150), (446, 120), (440, 170), (410, 184)], (186, 190, 200))
    c.disc(282, 350, 42, WHITE)
    c.disc(282, 350, 24, p.light)


def can(c: Canvas, p: Paint) -> None:
    c.shadow(300, 530, 220)
    c.box(204, 110, 396, 524, p.main, 26)
    c.box(352, 120, 396, 514, p.dark, 22)
    c.shape([(214, 94), (386, 94), (396, 132), (204, 132)], (206, 210, 218))
    c.oval(300, 94, 86, 17, (178, 184, 194))
    c.shape([(204, 506), (396, 506), (384, 528), (216, 528)], (178, 184, 194))
    c.blob([(204, 260), (280, 300), (352, 220), (396, 250), (396, 360), (300, 400), (204, 350)], WHITE)
    c.disc(270, 440, 16, p.light)
    c.disc(310, 468, 10, p.light)


def biscuits(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 460)
    c.shape([(110, 236), (500, 236), (500, 400), (110, 400)], p.main)
    c.shape([(110, 350), (500, 350), (500, 400), (110, 400)], p.dark)
    for x, side in ((110, -34), (500, 34)):
        c.shape([(x, 236), (x + side, 252), (x + side, 384), (x, 400)], p.deep)
    c.box(230, 262, 478, 330, WHITE, 12)
    c.box(252, 284, 420, 302, p.deep, 6)
    for x, y in ((150, 410), (216, 436), (176, 344)):
        c.disc(x, y, 52, (214, 160, 92))
        c.disc(x, y, 42, (230, 182, 118))
        for dx, dy in ((-16, -12), (14, -16), (0, 12), (22, 12), (-24, 14)):
            c.disc(x + dx, y + dy, 5, (170, 116, 62))


def sachet(c: Canvas, p: Paint) -> None:
    """Spices and instant things, three of them."""
    c.shadow(300, 506, 420)
    for x, y, colour in ((180, 210, p.dark), (420, 210, p.dark), (300, 170, p.main)):
        c.box(x - 84, y, x + 84, y + 310, colour, 8)
        c.box(x - 84, y, x + 84, y + 30, p.deep, 6)
        c.box(x - 84, y + 286, x + 84, y + 310, p.deep, 6)
        c.disc(x, y + 150, 48, WHITE)
        leaf(c, x, y + 150, 32)


def chocolate(c: Canvas, p: Paint) -> None:
    """A bar, half out of its wrapper."""
    brown: Colour = (112, 70, 48)
    c.shadow(300, 520, 290)
    c.box(196, 80, 404, 330, brown, 10)
    for row in range(3):
        for column in range(2):
            x, y = 208 + column * 98, 92 + row * 76
            c.box(x, y, x + 88, y + 66, mixed(brown, WHITE, 0.14), 8)
    c.shape([(180, 300), (214, 276), (250, 300), (286, 276), (322, 300), (358, 276), (390, 296), (420, 280),
             (420, 506), (180, 506)], p.main)  # fmt: skip
    c.shape([(392, 296), (420, 280), (420, 506), (392, 506)], p.dark)
    c.box(180, 360, 420, 450, p.deep)
    c.box(214, 388, 366, 406, WHITE, 8)
    c.box(214, 418, 320, 430, p.light, 6)
