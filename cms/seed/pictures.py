"""The demo's pictures: drawn by name, captioned, stored once."""

import random
from collections.abc import Callable, Iterator

from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image

from cms.seed.art import shapes, streets, water
from cms.seed.art.canvas import PALETTES, Palette, finished
from cms.seed.plans import table
from pages.models import Agency, NewsImage

ART: dict[str, Callable[[Palette, random.Random], Image.Image]] = {
    "harbor": water.harbor,
    "sea": water.sea,
    "city_map": streets.city_map,
    "skyline": streets.skyline,
    "tiles": shapes.tiles,
    "suns": shapes.suns,
    "lines": shapes.lines,
    "lanes": shapes.lanes,
    "bars": shapes.bars,
}


def hang() -> Iterator[tuple[str, int]]:
    """Yield each picture's name and key; those that are missing are drawn and stored."""
    for name, said in table("pictures").items():
        known = NewsImage.objects.filter(title=said["title"], credit=said["credit"])
        yield name, (known.first() or _store(name, said)).pk


def draw(name: str, art: str, palette: str) -> bytes:
    """Return a JPEG of 1600 by 1000 pixels; the same name gives the same picture."""
    rng = random.Random(name)  # noqa: S311 — a drawing is no secret
    return finished(ART[art](PALETTES[palette], rng), rng)


@transaction.atomic
def _store(name: str, said: dict[str, str]) -> NewsImage:
    data = draw(name, said["art"], said["palette"])
    agency = Agency.objects.filter(name=said.get("agency", "")).first()
    image = NewsImage(
        title=said["title"],
        file=ContentFile(data, name=f"{name}.jpg"),
        file_size=len(data),
        caption=said["caption"],
        alt=said["alt"],
        credit=said["credit"],
        agency=agency,
        rights_holder=agency.name if agency else said["credit"].rpartition(" / ")[2],
    )
    image.save()
    return image
