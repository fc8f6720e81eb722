"""What every generated picture shares: size, palettes, gradients, grain, JPEG."""

import random
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageChops

SIZE = WIDTH, HEIGHT = 1600, 1000
GRAIN_TILE = 256

Color = tuple[int, int, int]
Point = tuple[float, float]


@dataclass(frozen=True)
class Palette:
    """Sky from top to horizon, land from far to near, and one color to look at."""

    sky: tuple[Color, Color]
    land: tuple[Color, Color]
    light: Color
    paper: Color


PALETTES = {
    "dawn": Palette(((58, 78, 122), (246, 190, 158)), ((150, 118, 142), (38, 40, 72)), (255, 226, 178), (250, 240, 226)),
    "noon": Palette(((92, 158, 196), (216, 232, 226)), ((126, 164, 160), (26, 74, 88)), (252, 246, 222), (244, 244, 234)),
    "rust": Palette(((116, 62, 54), (240, 170, 98)), ((176, 96, 68), (52, 28, 38)), (255, 214, 130), (250, 236, 214)),
    "moss": Palette(((70, 98, 92), (214, 218, 180)), ((128, 148, 110), (28, 48, 46)), (244, 228, 150), (240, 240, 220)),
    "night": Palette(((10, 16, 38), (70, 82, 128)), ((44, 54, 92), (8, 10, 24)), (250, 214, 120), (222, 226, 240)),
    "rose": Palette(((120, 72, 104), (250, 204, 190)), ((182, 108, 124), (58, 30, 58)), (255, 238, 214), (252, 238, 232)),
}  # fmt: skip


def mixed(a: Color, b: Color, share: float) -> Color:
    """Return the color `share` (0 to 1) of the way from `a` to `b`."""
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def gradient(top: Color, bottom: Color) -> Image.Image:
    """Return a full-size picture that goes from `top` to `bottom`."""
    share = Image.linear_gradient("L").resize(SIZE)
    return Image.composite(
        Image.new("RGB", SIZE, bottom), Image.new("RGB", SIZE, top), share
    )


def finished(picture: Image.Image, rng: random.Random) -> bytes:
    """Return the picture as JPEG, with a little paper grain."""
    tile = Image.frombytes("L", (GRAIN_TILE,) * 2, rng.randbytes(GRAIN_TILE**2))
    tile = tile.point(lambda value: 118 + value * 20 // 255)
    grain = Image.new("L", SIZE)
    for x in range(0, WIDTH, GRAIN_TILE):
        for y in range(0, HEIGHT, GRAIN_TILE):
            grain.paste(tile, (x, y))
    grained = ImageChops.soft_light(picture, Image.merge("RGB", [grain] * 3))
    buffer = BytesIO()
    grained.save(buffer, "JPEG", quality=84, optimize=True, progressive=True)
    return buffer.getvalue()
