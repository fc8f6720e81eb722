"""Harbors and open sea."""

import math
import random

from PIL import Image, ImageDraw, ImageFilter

from cms.seed.art.canvas import (
    HEIGHT,
    SIZE,
    WIDTH,
    Color,
    Palette,
    Point,
    gradient,
    mixed,
)

HORIZON = 560


def harbor(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw cranes and hulls before layered hills, with the sun on the water."""
    picture = _sky_with_sun(palette, rng)
    draw = ImageDraw.Draw(picture)
    for layer in range(3):
        color = mixed(palette.sky[1], palette.land[0], 0.35 + 0.25 * layer)
        _ridge(draw, HORIZON - 130 + 45 * layer, 60, color, rng)
    picture.paste(_water(palette), (0, HORIZON))
    _glitter(picture, palette, rng)
    draw = ImageDraw.Draw(picture)
    quay = mixed(palette.land[0], palette.land[1], 0.55)
    draw.rectangle((0, HORIZON - 8, WIDTH, HORIZON + 14), fill=quay)
    for place in range(rng.randint(3, 5)):
        x = 90 + place * rng.randint(280, 340)
        _crane(draw, x, rng.uniform(0.8, 1.25), palette.land[1], rng)
    _ship(draw, rng.randint(250, 900), HORIZON + 170, palette, rng)
    return picture


def sea(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw bands of waves under a low sun."""
    picture = _sky_with_sun(palette, rng)
    draw = ImageDraw.Draw(picture)
    for band in range(11):
        share = band / 10
        color = mixed(
            mixed(palette.sky[1], palette.land[0], 0.5), palette.land[1], share
        )
        _ridge(draw, HORIZON - 60 + band * 46, 12 + 16 * share, color, rng)
    return picture


def _sky_with_sun(palette: Palette, rng: random.Random) -> Image.Image:
    picture = gradient(*palette.sky)
    x, y, radius = rng.randint(400, 1200), rng.randint(250, 430), rng.randint(70, 150)
    glow = Image.new("L", SIZE, 0)
    ImageDraw.Draw(glow).ellipse(_around(x, y, radius * 2.2), fill=110)
    glow = glow.resize((200, 125)).filter(ImageFilter.GaussianBlur(12)).resize(SIZE)
    picture.paste(palette.light, mask=glow)
    ImageDraw.Draw(picture).ellipse(_around(x, y, radius), fill=palette.light)
    return picture


def _around(x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    return (x - radius, y - radius, x + radius, y + radius)


def _ridge(
    draw: ImageDraw.ImageDraw, y: float, height: float, color: Color, rng: random.Random
) -> None:
    """Fill everything below a soft line of hills or waves."""
    waves = [
        (rng.uniform(0.2, 1), rng.uniform(1, 2) * 2**n, rng.uniform(0, 7))
        for n in range(3)
    ]
    line: list[Point] = []
    for x in range(0, WIDTH + 20, 20):
        rise = sum(a / f * math.sin(f * x / 260 + p) for a, f, p in waves)
        line.append((x, y - rise * height))
    draw.polygon([(0, HEIGHT), *line, (WIDTH, HEIGHT)], fill=color)


def _water(palette: Palette) -> Image.Image:
    top = mixed(palette.sky[1], palette.land[0], 0.45)
    return gradient(top, palette.land[1]).resize((WIDTH, HEIGHT - HORIZON))


def _glitter(picture: Image.Image, palette: Palette, rng: random.Random) -> None:
    draw = ImageDraw.Draw(picture)
    for _ in range(240):
        depth = rng.random() ** 1.6
        y = HORIZON + 20 + depth * (HEIGHT - HORIZON - 30)
        x, length = rng.gauss(WIDTH / 2, 420), 14 + 90 * depth * rng.random()
        base = mixed(palette.land[0], palette.land[1], depth)
        color = mixed(palette.light, base, 0.45 + 0.5 * rng.random())
        draw.line((x, y, x + length, y), fill=color, width=2 + round(3 * depth))


def _crane(
    draw: ImageDraw.ImageDraw, x: float, scale: float, color: Color, rng: random.Random
) -> None:
    """Draw a gantry crane: two legs, a beam over the water, a cable with its load."""
    foot, top = HORIZON + 6, HORIZON - 250 * scale
    left, right = x, x + 110 * scale
    for leg in (left, right):
        draw.line((leg, foot, leg + 8, top), fill=color, width=round(9 * scale))
    draw.line((left, foot - 90, right, foot - 150 * scale), fill=color, width=5)
    draw.line((left, foot - 150 * scale, right, foot - 90), fill=color, width=5)
    tip = right + 210 * scale
    draw.line((left - 70 * scale, top, tip, top), fill=color, width=round(11 * scale))
    draw.line((x + 55 * scale, top - 70 * scale, tip, top), fill=color, width=4)
    draw.line(
        (x + 55 * scale, top - 70 * scale, left - 70 * scale, top), fill=color, width=4
    )
    draw.line(
        (x + 55 * scale, top, x + 55 * scale, top - 74 * scale), fill=color, width=6
    )
    hook = rng.uniform(right + 30, tip - 20)
    length = rng.uniform(60, 170) * scale
    draw.line((hook, top, hook, top + length), fill=color, width=3)
    draw.rectangle((hook - 26, top + length, hook + 26, top + length + 24), fill=color)


def _ship(
    draw: ImageDraw.ImageDraw, x: float, y: float, palette: Palette, rng: random.Random
) -> None:
    hull = palette.land[1]
    draw.polygon([(x, y), (x + 620, y), (x + 560, y + 84), (x + 50, y + 84)], fill=hull)
    draw.rectangle((x + 20, y - 96, x + 96, y), fill=mixed(hull, palette.paper, 0.7))
    for column in range(8):
        for row in range(rng.randint(1, 4)):
            shade = mixed(
                rng.choice([palette.light, *palette.land]), hull, rng.random() / 2
            )
            left, base = x + 120 + column * 58, y - row * 30
            draw.rectangle((left, base - 28, left + 54, base - 2), fill=shade)
