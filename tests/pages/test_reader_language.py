"""Stories in other languages: direction, dates, and what stays in the newsroom's own."""

import pytest

from pages.templatetags import reader
from tests.pages.documents import card
from tests.pages.rendered import article, front, one, words


@pytest.mark.parametrize(
    ("language", "direction"),
    [
        ("en", "ltr"),
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("HE", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("pt_BR", "ltr"),
    ],
)
def test_direction_follows_script_then_language(language: str, direction: str):
    assert reader.direction(language) == direction


def test_story_in_another_language_turns_the_page_and_not_the_furniture():
    soup = article(language="ar", title="عمال الميناء")
    html = one(soup, "html")
    assert (html["lang"], html["dir"]) == ("ar", "rtl")
    furniture = one(soup, "header.masthead")
    assert (furniture["lang"], furniture["dir"]) == ("en", "ltr")
    assert words(one(soup, "h1")) == "عمال الميناء"
    assert "نوفمبر" in words(soup.select(".times time")[0])


def test_card_in_another_language_says_so():
    soup = front(stories=[card(language="he"), card()])
    first, second = soup.select(".top .card")
    assert (first["lang"], first["dir"]) == ("he", "rtl")
    assert "lang" not in second.attrs


def test_unknown_language_falls_back_to_the_newsrooms_dates():
    assert reader.moment("2026-11-22T18:02:11Z", "x-klingon").endswith("\u00a0UTC")
