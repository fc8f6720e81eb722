"""The pictures an item brings along, and whether a file is one."""

import re
import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pages.ninjs.pictures import file_name, read, suffix_of


def association(**changes: Any) -> dict[str, Any]:
    plain = {
        "name": "photo1",
        "uri": "urn:wire:photo1",
        "type": "picture",
        "by": "Ann Lee",
        "copyrightHolder": "Northern Wire",
        "descriptions": [{"role": "caption", "value": "Cranes at the quay."}],
        "renditions": [
            {"name": "thumbnail", "href": "https://w.example/t.jpg", "width": 9000},
            {"name": "main", "href": "https://w.example/m.jpg?x=1", "width": 2000},
        ],
    }
    return plain | changes


def only(**changes: Any):
    (picture,) = read({"associations": [association(**changes)]})
    return picture


def test_credit_caption_and_alt_come_from_where_agencies_put_them():
    picture = only()
    assert picture.credit == "Ann Lee / Northern Wire"
    assert picture.rights_holder == "Northern Wire"
    assert (picture.caption, picture.alt) == ("Cranes at the quay.",) * 2
    told = [
        {"role": "alt", "value": "Three cranes"},
        {"role": "caption", "value": "Quay."},
    ]
    assert (only(descriptions=told).caption, only(descriptions=told).alt) == (
        "Quay.",
        "Three cranes",
    )


def test_the_largest_rendition_is_looked_for_first():
    assert only().files == ("m.jpg", "main", "t.jpg", "thumbnail")


def test_the_lead_comes_first():
    item = {"associations": [association(), association(name="b", rel="lead")]}
    assert [picture.name for picture in read(item)] == ["b", "photo1"]


def test_only_pictures_with_renditions_count():
    item = {"associations": [association(type="video"), association(renditions=[])]}
    assert read(item) == ()


def test_terms_of_the_story_hold_for_its_pictures_too():
    (picture,) = read({"usageTerms": "No resale", "associations": [association()]})
    assert picture.usage_terms == "No resale"


def test_a_picture_without_credit_or_words_says_what_to_add():
    bare = only(by="", copyrightHolder="", descriptions=[], headlines=[])
    assert [str(problem) for problem in bare.problems()] == [
        (
            "$.associations[0].by: is missing. A picture needs a credit: add by or "
            "copyrightHolder."
        ),
        (
            "$.associations[0].descriptions: says nowhere what the picture shows. Add one "
            "with role alt."
        ),
    ]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://w.example/a/b.jpg?c=d", "b.jpg"),
        ("b.jpg", "b.jpg"),
        ("../../etc/passwd", "passwd"),
        ("https://w.example/..%2f..%2fpasswd", "passwd"),
        ("https://w.example/..", ""),
        ("..\\secret", ""),
        ("", ""),
    ],
)
def test_a_file_name_never_leaves_its_folder(address, name):
    assert file_name(address) == name


def encoded(form: str) -> bytes:
    buffer = BytesIO()
    Image.effect_noise((60, 40), 90).save(buffer, form)
    return buffer.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", pixels), chunk(b"IEND", b"")]
    )


@pytest.mark.parametrize(
    ("form", "suffix"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")]
)
def test_the_suffix_is_what_the_bytes_are(form, suffix):
    assert suffix_of(encoded(form), max_pixels=10_000) == suffix


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is not a JPEG, PNG, GIF, WebP or AVIF picture."),
        (b"<svg onload=x>", "is not a JPEG, PNG, GIF, WebP or AVIF picture."),
        (b"\x89PNG\r\n\x1a\nno", "is not a JPEG, PNG, GIF, WebP or AVIF picture."),
        (encoded("JPEG")[:-700], "is damaged: it cannot be decoded to its end."),
        (encoded("PNG")[:-700], "is damaged: it cannot be decoded to its end."),
        (png_claiming(10_001, 10_000), "has more than 100,000,000 pixels, the limit. Send a smaller one."),
        (png_claiming(60_000, 60_000), "has more than 100,000,000 pixels, the limit. Send a smaller one."),
    ],
)  # fmt: skip
def test_what_is_no_picture_says_why(data, message):
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        suffix_of(data, max_pixels=100_000_000)
