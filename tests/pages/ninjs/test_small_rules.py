"""Bylines, versions, plain text: the small rules of reading an item."""

import pytest

from pages.ninjs.people import Credited, split
from pages.ninjs.text import paragraphs
from pages.ninjs.versions import Order, compare


@pytest.mark.parametrize(
    ("by", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("By Ann Lee and Bob d'Arc", ["Ann Lee", "Bob d'Arc"]),
        (
            "Ann Lee, Bob Ray and Cy van den Berg",
            ["Ann Lee", "Bob Ray", "Cy van den Berg"],
        ),
        ("Ann Lee, harbor correspondent", ["Ann Lee, harbor correspondent"]),
        (
            "Élodie Brandt; Jun-ho Bak & Ann Lee",
            ["Élodie Brandt", "Jun-ho Bak", "Ann Lee"],
        ),
        ("", []),
    ],
)
def test_a_byline_is_split_into_people(by, names):
    assert [person.name for person in split(by)] == names


def test_capital_letters_are_an_agency():
    assert split("Ann Lee, NW") == [Credited("Ann Lee"), Credited("NW", agency=True)]


@pytest.mark.parametrize(
    ("version", "known", "order"),
    [
        ("2", "1", Order.NEWER),
        ("10", "9", Order.NEWER),
        ("1.10", "1.9", Order.NEWER),
        ("1", "1.0", Order.SAME),
        ("1", "2", Order.OLDER),
        ("b", "b", Order.SAME),
        ("b", "a", Order.UNKNOWN),
        ("3", "2026-11-01T08:00:00Z", Order.UNKNOWN),
        ("2026-11-01T10:00:00+02:00", "2026-11-01T08:00:00Z", Order.SAME),
        ("2026-11-01T08:00:01Z", "2026-11-01T08:00:00Z", Order.NEWER),
        ("1", "", Order.UNKNOWN),
    ],
)
def test_versions_are_compared_as_numbers_or_times(version, known, order):
    assert compare(version, known) == order


@pytest.mark.parametrize(
    "text",
    [
        "One line\nthat goes on.\n\nTwo & <three>.",
        "   One line that\ngoes on.\n   Two & <three>.",
        "One line that goes on.\nTwo & <three>.\n",
    ],
)
def test_text_becomes_paragraphs_however_they_are_marked(text):
    assert (
        paragraphs(text)
        == "<p>One line that goes on.</p><p>Two &amp; &lt;three&gt;.</p>"
    )
