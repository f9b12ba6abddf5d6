"""Phones and what is sold beside them."""

from apps.catalog.demo.drawing.canvas import INK, WHITE, Canvas, Paint, mixed

GLASS = (34, 40, 56)


def smartphone(c: Canvas, p: Paint) -> None:
    """Its back and, before it, its face."""
    c.shadow(300, 536, 330)
    c.box(150, 84, 366, 520, p.main, 40)
    c.box(170, 104, 262, 230, p.dark, 28)
    for y in (140, 194):
        c.disc(202, y, 24, GLASS)
        c.disc(202, y, 11, (92, 108, 140))
    c.disc(242, 140, 8, (250, 240, 200))
    c.box(256, 120, 462, 540, p.deep, 38)
    c.box(266, 130, 452, 530, GLASS, 30)
    c.box(274, 138, 444, 522, mixed(p.main, (240, 236, 250), 0.55), 24)
    c.blob(
        [(274, 410), (330, 360), (400, 400), (444, 350), (444, 500), (430, 522), (290, 522), (274, 500)],
        p.main,
    )
    c.disc(359, 154, 7, GLASS)
    c.box(300, 200, 418, 218, WHITE, 9)
    c.box(324, 230, 394, 242, WHITE, 6)


def featurephone(c: Canvas, p: Paint) -> None:
    c.shadow(300, 544, 240)
    c.box(204, 80, 396, 536, p.main, 46)
    c.box(226, 116, 374, 280, GLASS, 14)
    c.box(236, 126, 364, 270, (150, 196, 178), 8)
    c.box(252, 146, 330, 160, GLASS, 4)
    c.box(252, 172, 300, 184, GLASS, 4)
    c.box(262, 296, 338, 344, p.dark, 20)
    c.disc(300, 320, 13, p.light)
    for row in range(4):
        for column in range(3):
            x, y = 228 + column * 52, 366 + row * 38
            c.box(x, y, x + 40, y + 26, p.light, 10)


def tablet(c: Canvas, p: Paint) -> None:
    c.shadow(300, 510, 440)
    c.box(96, 130, 504, 486, p.deep, 30)
    c.box(118, 152, 482, 464, mixed(p.main, (235, 235, 250), 0.6), 12)
    c.shape([(118, 400), (200, 316), (290, 396), (390, 300), (482, 392), (482, 464), (118, 464)], p.main)
    c.disc(400, 220, 32, (250, 220, 140))
    c.disc(300, 142, 5, GLASS)


def charger(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 330)
    for x in (236, 300, 364):
        c.box(x - 11, 92, x + 11, 180, (170, 174, 184), 5)
    c.box(190, 160, 410, 390, p.main, 34)
    c.box(190, 160, 236, 390, p.dark, 30)
    c.box(262, 352, 338, 376, GLASS, 8)
    c.shape([(308, 206), (270, 282), (298, 282), (288, 338), (336, 258), (306, 258)], (250, 214, 90))
    c.line([(300, 376), (300, 430), (360, 470), (440, 440), (500, 480)], p.deep, 14, smooth=True)


def cable(c: Canvas, p: Paint) -> None:
    c.shadow(300, 490, 400)
    c.ring(300, 300, 150, 22, p.main)
    c.ring(300, 300, 118, 20, p.dark)
    c.ring(300, 300, 90, 18, p.main)
    c.box(250, 390, 350, 480, p.deep, 16)
    c.line([(320, 470), (400, 500)], p.main, 20)
    c.box(392, 476, 470, 528, p.deep, 12)
    c.box(466, 486, 508, 518, (190, 194, 202), 6)
    c.line([(250, 470), (190, 496)], p.main, 20)
    c.box(126, 474, 200, 518, p.deep, 12)
    c.box(92, 482, 130, 510, (190, 194, 202), 6)


def earbuds(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 360)
    c.box(150, 300, 450, 490, p.main, 70)
    c.box(150, 300, 450, 372, p.light, 60)
    c.box(150, 340, 450, 374, p.main)
    c.line([(156, 372), (444, 372)], p.deep, 5)
    c.disc(300, 412, 8, (130, 220, 150))
    for x, lean in ((222, -16), (378, 16)):
        c.line([(x, 180), (x + lean, 270)], p.dark, 34)
        c.disc(x, 162, 52, p.main)
        c.disc(x - lean, 158, 28, p.deep)
        c.disc(x - lean, 158, 14, GLASS)


def earphones(c: Canvas, p: Paint) -> None:
    c.shadow(300, 510, 260)
    c.line([(190, 190), (200, 320), (300, 400), (300, 500)], p.main, 11, smooth=True)
    c.line([(410, 190), (400, 320), (300, 400)], p.main, 11, smooth=True)
    for x in (190, 410):
        c.disc(x, 150, 52, p.main)
        c.disc(x, 150, 34, p.deep)
        c.box(x - 15, 180, x + 15, 252, p.dark, 14)
    c.box(286, 486, 314, 546, (190, 194, 202), 10)
    c.box(284, 384, 316, 430, p.deep, 12)


def headphones(c: Canvas, p: Paint) -> None:
    c.shadow(300, 500, 380)
    c.arc(300, 300, 190, 180, 360, p.main, 40)
    c.arc(300, 300, 172, 190, 350, p.light, 8)
    for x in (130, 470):
        c.box(x - 46, 280, x + 46, 470, p.dark, 42)
        inner = x + (30 if x < 300 else -30)
        c.box(inner - 26, 290, inner + 26, 460, p.main, 26)
    c.disc(112, 376, 14, p.light)


def powerbank(c: Canvas, p: Paint) -> None:
    c.shadow(300, 526, 270)
    c.box(190, 90, 410, 516, p.main, 38)
    c.box(190, 90, 238, 516, p.dark, 36)
    c.box(230, 92, 250, 514, p.main)
    c.box(262, 106, 316, 126, GLASS, 6)
    c.box(340, 106, 380, 126, GLASS, 8)
    for at in range(4):
        c.disc(282 + at * 28, 180, 8, (130, 220, 150) if at < 3 else p.deep)
    c.shape([(330, 250), (270, 350), (312, 350), (296, 430), (366, 320), (322, 320)], p.light)


def case(c: Canvas, p: Paint) -> None:
    c.shadow(300, 530, 290)
    c.box(182, 76, 418, 524, p.dark, 52)
    c.box(194, 88, 406, 512, p.main, 42)
    c.box(212, 106, 316, 220, p.deep, 28)
    c.box(222, 116, 306, 210, (250, 246, 240), 22)
    for x, y in ((330, 300), (260, 360), (350, 420), (270, 460), (230, 280)):
        c.disc(x, y, 17, p.light)
        c.disc(x, y, 7, p.deep)


def protector(c: Canvas, p: Paint) -> None:
    c.shadow(310, 530, 290)
    c.box(230, 110, 440, 530, mixed(p.main, WHITE, 0.35), 34)
    c.box(170, 76, 380, 500, mixed(p.main, WHITE, 0.7), 34)
    c.box(178, 84, 372, 492, mixed(p.main, WHITE, 0.85), 28)
    c.shape([(190, 400), (360, 150), (360, 210), (190, 460)], WHITE)
    c.shape([(190, 350), (330, 140), (346, 140), (190, 374)], WHITE)
    c.box(250, 100, 300, 112, p.dark, 6)


def speaker(c: Canvas, p: Paint) -> None:
    c.shadow(300, 510, 320)
    c.box(180, 96, 420, 504, p.main, 54)
    c.box(200, 116, 400, 484, p.dark, 42)
    for y, size in ((210, 52), (364, 88)):
        c.disc(300, y, size, p.deep)
        c.disc(300, y, size * 0.74, GLASS)
        c.disc(300, y, size * 0.3, p.light)


def watch(c: Canvas, p: Paint) -> None:
    c.shadow(300, 548, 200)
    c.mirrored([(352, 60), (376, 200), (376, 400), (352, 540), (300, 540)], p.main)
    c.shape([(248, 60), (352, 60), (352, 540), (248, 540)], p.main)
    for y in (80, 110, 480, 510):
        c.box(270, y, 330, y + 9, p.dark, 4)
    c.box(184, 188, 416, 412, INK, 60)
    c.box(200, 204, 400, 396, GLASS, 48)
    c.arc(300, 300, 74, 150, 400, p.light, 15)
    c.arc(300, 300, 50, 180, 330, (250, 190, 90), 12)
    c.box(414, 272, 434, 328, INK, 8)
    c.disc(300, 300, 16, WHITE)


def memory(c: Canvas, p: Paint) -> None:
    c.shadow(300, 510, 290)
    c.shape([(190, 96), (372, 96), (418, 150), (418, 500), (190, 500)], p.main)
    for x in range(212, 372, 32):
        c.box(x, 112, x + 20, 172, (224, 190, 96), 4)
    c.box(214, 240, 394, 420, WHITE, 12)
    c.box(236, 274, 372, 300, p.dark, 6)
    c.box(236, 318, 330, 338, p.main, 6)
    c.box(236, 358, 350, 378, p.main, 6)


def flashdisk(c: Canvas, p: Paint) -> None:
    c.shadow(300, 470, 420)
    c.box(90, 260, 200, 370, (190, 194, 202), 8)
    c.box(112, 284, 138, 308, GLASS, 3)
    c.box(112, 324, 138, 348, GLASS, 3)
    c.box(190, 230, 500, 400, p.main, 34)
    c.box(190, 230, 500, 290, p.light, 30)
    c.box(190, 270, 500, 300, p.main)
    c.disc(456, 315, 20, mixed(p.main, WHITE, 0.75))
    c.box(240, 320, 390, 346, p.deep, 8)


def stand(c: Canvas, p: Paint) -> None:
    """A tripod with a ring light."""
    c.shadow(300, 536, 330)
    c.line([(300, 330), (180, 530)], p.deep, 15)
    c.line([(300, 330), (420, 530)], p.deep, 15)
    c.line([(300, 250), (300, 536)], p.main, 17)
    c.ring(300, 190, 122, 34, p.main)
    c.ring(300, 190, 112, 15, (255, 244, 206))
    c.box(270, 130, 330, 250, GLASS, 12)
    c.disc(300, 340, 20, p.dark)
