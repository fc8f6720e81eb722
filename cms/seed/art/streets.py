"""City maps and skylines."""

import math
import random

from PIL import Image, ImageDraw

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

Corners = dict[tuple[int, int], Point]


def city_map(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw blocks between streets, parks and squares, and a river through all of it."""
    picture = Image.new("RGB", SIZE, palette.paper)
    draw = ImageDraw.Draw(picture)
    corners = _corners(rng)
    columns = max(column for column, _ in corners)
    rows = max(row for _, row in corners)
    for column in range(columns):
        for row in range(rows):
            block = [
                corners[column + right, row + down]
                for right, down in ((0, 0), (1, 0), (1, 1), (0, 1))
            ]
            draw.polygon(_shrunk(block, 7), fill=_use_of_land(palette, rng))
    _river(draw, palette, rng)
    _avenue(draw, palette, rng)
    return picture


def skyline(palette: Palette, rng: random.Random) -> Image.Image:
    """Draw rows of towers in the haze, lit windows in the nearest."""
    picture = gradient(*palette.sky)
    draw = ImageDraw.Draw(picture)
    x, y = rng.randint(300, 1300), rng.randint(160, 300)
    draw.ellipse((x - 80, y - 80, x + 80, y + 80), fill=palette.light)
    for layer in range(4):
        color = mixed(
            mixed(palette.sky[1], palette.land[0], 0.4), palette.land[1], layer / 3
        )
        left = -rng.randint(0, 60)
        while left < WIDTH:
            width = rng.randint(60, 120) + 14 * layer
            top = 330 + 110 * layer + rng.gauss(0, 70)
            draw.rectangle((left, top, left + width, HEIGHT), fill=color)
            if rng.random() < 0.25:
                middle = left + width / 2
                draw.line(
                    (middle, top - rng.randint(30, 90), middle, top),
                    fill=color,
                    width=5,
                )
            if layer == 3:
                _windows(draw, left, top, width, palette, rng)
            left += width + rng.randint(-6, 14)
    return picture


def _corners(rng: random.Random) -> Corners:
    """Return the crossings of a street grid that no surveyor would sign."""
    turn, step = rng.uniform(-0.3, 0.3), rng.randint(84, 110)
    across, down = 3 * WIDTH // step // 2, 2 * HEIGHT // step
    corners: Corners = {}
    for column in range(across + 1):
        for row in range(down + 1):
            x, y = (column - across / 2) * step, (row - down / 2) * step * 0.8
            bend = 40 * math.sin(column / 3 + row / 5)
            corners[column, row] = (
                WIDTH / 2 + x * math.cos(turn) - y * math.sin(turn) + rng.gauss(0, 7),
                HEIGHT / 2 + x * math.sin(turn) + y * math.cos(turn) + bend,
            )
    return corners


def _shrunk(block: list[Point], by: float) -> list[Point]:
    """Return the block with room for streets around it."""
    middle = (sum(x for x, _ in block) / 4, sum(y for _, y in block) / 4)
    moved: list[Point] = []
    for x, y in block:
        away = math.hypot(x - middle[0], y - middle[1]) or 1
        share = 1 - by / away
        moved.append(
            (middle[0] + (x - middle[0]) * share, middle[1] + (y - middle[1]) * share)
        )
    return moved


def _use_of_land(palette: Palette, rng: random.Random) -> Color:
    chance = rng.random()
    if chance < 0.08:
        return mixed(palette.light, palette.sky[1], 0.35)
    if chance < 0.18:
        return mixed(palette.land[0], palette.paper, 0.35)
    return mixed(palette.paper, palette.land[1], 0.12 + 0.22 * rng.random())


def _river(draw: ImageDraw.ImageDraw, palette: Palette, rng: random.Random) -> None:
    start, swing, phase = rng.randint(250, 750), rng.randint(60, 160), rng.uniform(0, 6)
    line = [
        (x, start + swing * math.sin(x / 330 + phase) + (x - WIDTH / 2) * 0.12)
        for x in range(-60, WIDTH + 80, 4)
    ]
    water = mixed(palette.sky[0], palette.sky[1], 0.45)
    for radius, color in ((59, palette.paper), (49, water)):
        for x, y in line:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def _avenue(draw: ImageDraw.ImageDraw, palette: Palette, rng: random.Random) -> None:
    for _ in range(2):
        ends = (rng.randint(0, WIDTH), -20, rng.randint(0, WIDTH), HEIGHT + 20)
        draw.line(ends, fill=palette.paper, width=22)
        draw.line(ends, fill=mixed(palette.light, palette.land[0], 0.55), width=8)


def _windows(
    draw: ImageDraw.ImageDraw,
    left: float,
    top: float,
    width: float,
    palette: Palette,
    rng: random.Random,
) -> None:
    for y in range(round(top) + 20, HEIGHT, 30):
        for x in range(round(left) + 14, round(left + width) - 18, 24):
            if rng.random() < 0.3:
                color = mixed(palette.light, palette.land[1], rng.random() * 0.5)
                draw.rectangle((x, y, x + 10, y + 14), fill=color)
