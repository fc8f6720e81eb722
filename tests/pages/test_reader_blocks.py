"""The blocks of a story as readers get them: one template each."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from pages.templatetags import reader
from tests.pages.documents import BLOCKS
from tests.pages.rendered import block, one, words


def test_every_block_has_its_own_template_and_sample():
    folder = Path(__file__).parents[2] / "templates" / "blocks"
    assert {path.stem for path in folder.glob("*.html")} == set(BLOCKS)


def test_paragraph_keeps_its_clean_html():
    assert block("paragraph").decode().strip() == BLOCKS["paragraph"]


def test_heading_stands_one_level_below_the_headline():
    assert words(one(block("heading"), "h2")) == "What the crews ask for"


def test_quote_names_speaker_role_and_source():
    quote = block("quote")
    said = [words(p) for p in quote.select("blockquote p")]
    assert said == ["Nobody here wants a long strike.", "We want a roster."]
    assert one(quote, "blockquote")["cite"] == "https://union.example/statement"
    assert words(one(quote, "figcaption")) == "Mira Okonjo, crane operator Source"


def test_quote_without_role_and_source_shows_the_speaker_only():
    quote = block("quote", speaker_role="", source_url="")
    assert words(one(quote, "figcaption")) == "Mira Okonjo"
    assert not quote.select("a, [cite]")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
def test_a_script_address_is_never_a_link(address: str):
    assert not block("quote", source_url=address).select("[href], [cite]")
    assert not block("embed", url=address).select("[href]")


def test_image_uses_the_caption_and_alt_of_this_place():
    image = block("image")
    assert one(image, "figure")["class"] == ["shown", "wide"]
    assert one(image, "img")["alt"] == "People around a fire in a barrel"
    caption = words(one(image, "figcaption"))
    assert caption == "Pickets at gate four. Ola Brandt / Selden Wire"


@pytest.mark.parametrize(
    ("layout", "sizes"),
    [
        ("standard", "(min-width: 39rem) 35rem, 100vw"),
        ("wide", "(min-width: 68rem) 64rem, 100vw"),
        ("full", "100vw"),
    ],
)
def test_browser_is_told_how_wide_each_layout_is(layout: str, sizes: str):
    assert one(block("image", layout=layout), "source")["sizes"] == sizes


def test_picture_offers_its_sizes_smallest_first():
    source = one(block("image"), "source")
    assert source["type"] == "image/webp"
    assert source["srcset"] == "/media/000b-480.webp 480w, /media/000b-960.webp 960w"


def test_a_deleted_picture_leaves_no_frame():
    assert block("image", picture=None).decode().strip() == ""
    emptied = [{"picture": None, "caption": "Morning.", "alt": ""}]
    assert not block("gallery", pictures=emptied).select("li, figure")


def test_gallery_shows_each_picture_with_its_own_words():
    gallery = block("gallery")
    assert words(one(gallery, "h2")) == "A day at the gates"
    alts = [image["alt"] for image in gallery.select("li img")]
    assert alts == ["A gate at dawn", ""]
    captions = [words(caption) for caption in gallery.select("figcaption")]
    assert captions == ["Morning. Ola Brandt / Selden Wire", "Ola Brandt / Selden Wire"]


def test_facts_are_a_titled_list():
    facts = block("facts")
    assert words(one(facts, "h2")) == "The port in short"
    assert [words(item) for item in facts.select("li")] == ["41 cranes", "1,900 crew"]


def test_table_says_what_heads_a_column_and_a_row():
    table = block("table")
    assert words(one(table, "caption")) == "Containers moved"
    heads = [(words(cell), cell["scope"]) for cell in table.select("th")]
    columns = [("Week", "col"), ("Moved", "col"), ("Change", "col")]
    assert heads == [*columns, ("45", "row"), ("46", "row")]
    assert [words(cell) for cell in table.select("td.number")] == [
        "12,400",
        "+3.1%",
        "310",
        "-97%",
    ]


def test_table_can_be_scrolled_from_the_keyboard_and_has_a_name():
    scroller = one(block("table"), "div.table")
    assert scroller["tabindex"] == "0"
    assert scroller["role"] == "group"
    assert scroller["aria-label"] == "Containers moved"


def test_table_without_head_and_caption_is_only_its_cells():
    table = block("table", head=None, caption="", first_column_is_header=False)
    assert not table.select("thead, th, caption")
    assert len(table.select("td")) == 6


def test_embed_is_a_link_and_loads_nothing():
    embed = block("embed")
    link = one(embed, "a")
    assert link["href"] == "https://video.example/watch?v=1&t=2"
    assert words(link) == "The quay from above"
    assert words(embed) == "On YouTube The quay from above"
    assert not embed.select("iframe, img, script, object")


def test_related_links_to_each_story():
    links = [link["href"] for link in block("related").select("h3 a")]
    assert links == ["/news/world/story-30/", "/news/world/story-31/"]


def test_related_without_public_stories_shows_nothing():
    assert render_to_string("blocks/related.html", {"value": []}).strip() == ""


def test_block_type_is_never_a_path():
    with pytest.raises(ValueError, match=r"'\.\./reader/base' is not a block type"):
        reader.block_template("../reader/base")
