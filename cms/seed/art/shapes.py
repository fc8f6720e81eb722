"""Tiles, suns, lines and lanes."""

import math
import random

from PIL import Image, ImageDraw

from cms.seed.art.canvas import (
    HEIGHT,
    SIZE,
    WIDTH,
    Color,
    Palette,
    gradient,
    mixed,
)

TILE = 200


def tiles(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw a wall of tiles, each with a circle, a quarter, a half or a stripe."""
    picture = Image.new("RGB", SIZE, palette.paper)
    draw = ImageDraw.Draw(picture)
    colors = [*palette.sky, *palette.land, palette.light, palette.paper]
    for x in range(0, WIDTH, TILE):
        for y in range(0, HEIGHT, TILE):
            ground, figure = rng.sample(colors, 2)
            draw.rectangle((x, y, x + TILE, y + TILE), fill=ground)
            _figure(draw, x, y, figure, rng)
    return picture


def suns(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw rings of light above a striped plain."""
    picture = gradient(palette.sky[0], mixed(*palette.sky, 0.7))
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(500, 1100), 640
    rings = rng.randint(7, 10)
    for ring in range(rings):
        radius = 560 - ring * (520 / rings)
        color = mixed(palette.sky[1], palette.light, ring / (rings - 1))
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, fill=mixed(color, palette.land[0], 0.25 * (ring % 2)))
    for stripe in range(12):
        top = y + stripe * 27 + stripe**1.3
        color = mixed(palette.land[0], palette.land[1], stripe / 11)
        draw.rectangle((0, top, WIDTH, HEIGHT), fill=color)
    return picture


def lines(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw stacked traces, each hiding what lies behind it."""
    picture = gradient(palette.land[1], mixed(palette.land[1], palette.sky[0], 0.5))
    draw = ImageDraw.Draw(picture)
    peaks = [(rng.gauss(WIDTH / 2, 170), rng.uniform(40, 110)) for _ in range(5)]
    for trace in range(26):
        base = 210 + trace * 29
        ground = mixed(palette.land[1], palette.sky[0], trace / 60)
        points = []
        for x in range(120, WIDTH - 110, 10):
            rise = sum(
                rng.uniform(0.5, 1.1) * 62 * math.exp(-(((x - at) / width) ** 2))
                for at, width in peaks
            )
            points.append((float(x), base - rise - rng.random() * 5))
        draw.polygon([(120, base + 40), *points, (WIDTH - 120, base + 40)], fill=ground)
        draw.line(
            points, fill=mixed(palette.light, palette.sky[1], trace / 26), width=4
        )
        peaks = [(at + rng.gauss(0, 16), width) for at, width in peaks]
    return picture


def lanes(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw the bend of a running track, with runners as dots."""
    picture = Image.new("RGB", SIZE, mixed(palette.sky[1], palette.land[0], 0.35))
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(-100, 200), rng.randint(1000, 1250)
    for lane in range(9):
        radius = 1300 - lane * 92
        color = mixed(palette.sky[0], palette.land[0], 0.3 + 0.4 * (lane % 2))
        box = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(box, fill=color, outline=palette.paper, width=5)
    inner = 1300 - 9 * 92
    draw.ellipse((x - inner, y - inner, x + inner, y + inner), fill=palette.land[0])
    for lane in range(8):
        angle, middle = rng.uniform(-1.25, -0.5), 1300 - lane * 92 - 46
        at_x, at_y = x + middle * math.cos(angle), y + middle * math.sin(angle)
        draw.ellipse((at_x - 40, at_y + 14, at_x + 8, at_y + 34), fill=palette.land[1])
        draw.ellipse((at_x - 18, at_y - 18, at_x + 18, at_y + 18), fill=palette.light)
    return picture


def bars(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw columns that nearly tell a story, and the line that contradicts them."""
    picture = gradient(palette.paper, mixed(palette.paper, palette.sky[1], 0.5))
    draw = ImageDraw.Draw(picture)
    for y in range(200, 900, 100):
        draw.line(
            (100, y, WIDTH - 100, y),
            fill=mixed(palette.paper, palette.land[0], 0.35),
            width=2,
        )
    heights = [rng.uniform(0.15, 0.35)]
    while len(heights) < 14:
        heights.append(min(0.95, max(0.08, heights[-1] + rng.gauss(0.03, 0.11))))
    for column, height in enumerate(heights):
        left = 130 + column * 98
        color = mixed(palette.sky[0], palette.land[0], column / 14)
        draw.rectangle((left, 880 - 640 * height, left + 66, 880), fill=color)
    points = [
        (163 + column * 98, 800 - 560 * (1 - height) * rng.uniform(0.8, 1.1))
        for column, height in enumerate(heights)
    ]
    draw.line(points, fill=palette.land[1], width=9, joint="curve")
    for x, top in points:
        draw.ellipse(
            (x - 13, top - 13, x + 13, top + 13),
            fill=palette.light,
            outline=palette.land[1],
            width=6,
        )
    return picture


def _figure(
    draw: ImageDraw.ImageDraw, x: int, y: int, color: Color, rng: random.Random
) -> None:
    end, kind = TILE, rng.randrange(5)
    if kind == 0:
        draw.ellipse((x + 24, y + 24, x + end - 24, y + end - 24), fill=color)
    elif kind == 1:
        left, top = x - rng.randint(0, 1) * end, y - rng.randint(0, 1) * end
        tile = Image.new("L", (TILE, TILE), 0)
        ImageDraw.Draw(tile).ellipse(
            (left - x, top - y, left - x + 2 * end, top - y + 2 * end), fill=255
        )
        draw.bitmap((x, y), tile, fill=color)
    elif kind == 2:
        start = rng.choice([0, 90, 180, 270])
        draw.pieslice((x, y, x + end, y + end), start, start + 180, fill=color)
    elif kind == 3:
        for stripe in range(0, TILE, 50):
            draw.rectangle((x, y + stripe, x + end, y + stripe + 24), fill=color)
    else:
        draw.polygon([(x, y + end), (x + end, y + end), (x + end, y)], fill=color)
