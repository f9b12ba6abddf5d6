"""Food, drink and what a kitchen uses up. `Paint` is the colour of the pack, or of the fruit itself."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Colour, Paint, mixed

LEAF: Colour = (92, 154, 84)
STALK: Colour = (112, 84, 56)


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
    c.blob([(200, 330), (240, 284), (290, 310), (350, 280), (350, 340), (200, 350)], WHITE)
    c.blob([(262, 420), (276, 372), (292, 420), (277, 444)], WHITE)


def pouch(c: Canvas, p: Paint) -> None:
    """A soft bag: milk, yoghurt, crisps."""
    c.shadow(300, 524, 290)
    c.blob(
        [(190, 110), (300, 122), (410, 110), (420, 300), (414, 506), (300, 516), (186, 506), (180, 300)],
        p.main,
    )
    c.blob([(380, 120), (410, 112), (420, 300), (412, 502), (376, 506)], p.dark)
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
    _leaf(c, 265, 386, 50)


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


def fruit(c: Canvas, p: Paint) -> None:
    """A round fruit or vegetable, three of them."""
    c.shadow(300, 478, 420)
    for x, y, size, colour in ((206, 366, 100, p.dark), (398, 372, 96, p.dark), (300, 320, 122, p.main)):
        c.oval(x, y, size, size * 0.95, colour)
        c.oval(x - size * 0.38, y - size * 0.4, size * 0.2, size * 0.15, mixed(colour, WHITE, 0.5))
    c.line([(300, 214), (312, 168)], STALK, 12)
    _leaf(c, 356, 176, 48)


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


def _bottle(c: Canvas, body: Colour, shade: Colour, *, label: Colour, mark: Colour, lid: Colour) -> None:
    c.shadow(300, 542, 220)
    c.box(266, 60, 334, 104, lid, 8)
    c.mirrored([(326, 100), (330, 168), (386, 240), (390, 500), (374, 534), (300, 534)], body)
    c.shape([(352, 200), (386, 240), (390, 500), (374, 534), (346, 534)], shade)
    c.shape([(210, 300), (390, 300), (390, 440), (210, 440)], label)
    c.oval(300, 370, 52, 46, mark)
    c.oval(300, 370, 32, 27, mixed(mark, body, 0.5))
    c.line([(236, 252), (236, 284)], mixed(body, WHITE, 0.5), 11)


def _leaf(c: Canvas, x: float, y: float, size: float) -> None:
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


def _ear(c: Canvas, x: float, y: float, colour: Colour) -> None:
    """An ear of grain, from its foot at (x, y) upward."""
    c.line([(x, y), (x, y - 96)], colour, 5)
    for at in range(4):
        for side in (-1, 1):
            c.oval(x + side * 15, y - 34 - at * 20, 11, 8, colour)
    c.oval(x, y - 108, 8, 12, colour)
