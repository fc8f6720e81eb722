"""One ninjs item becomes a story, or names everything that is wrong with it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pages.ninjs import item, ourblocks
from pages.ninjs.item import Kill, Story
from pages.ninjs.people import Credited
from pages.ninjs.problems import BrokenItem

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "ninjs"


def given(**changes: Any) -> dict[str, Any]:
    """An item that is right, with changes; a change to None leaves the field out."""
    plain = {
        "uri": "urn:wire:harbor-1",
        "type": "text",
        "version": "1",
        "headlines": [{"role": "main", "value": "Cranes stand still in Selden"}],
        "bodies": [
            {"role": "main", "contentType": "text/plain", "value": "They stood."}
        ],
    }
    return {name: v for name, v in {**plain, **changes}.items() if v is not None}


def story(**changes: Any) -> Story:
    read = item.read(given(**changes))
    assert isinstance(read, Story)
    return read


def problems(raw: Any) -> list[str]:
    with pytest.raises(BrokenItem) as broken:
        item.read(raw)
    return [str(problem) for problem in broken.value.problems]


def test_every_field_finds_its_place():
    read = story(
        descriptions=[
            {"role": "caption", "value": "not this"},
            {
                "role": "summary",
                "contentType": "text/html",
                "value": "<p>Six <b>ships</b>.</p>",
            },
        ],
        by="By Ann Lee and Bob d'Arc",
        infoSources=[{"name": "Northern Wire"}],
        language="pt-BR",
        urgency=2,
        slugline="HARBOR-STRIKE",
        located="Selden",
        embargoedUntil="2030-05-01T09:30:00+02:00",
        edNote="Adds second paragraph",
        usageTerms="Not for resale",
        subjects=[
            {"uri": "medtop:04000000", "name": "economy"},
            {
                "uri": "http://cv.iptc.org/newscodes/mediatopic/09000000",
                "name": "labor",
            },
            {"uri": "http://elsewhere.example/1", "name": "Harbor"},
        ],
        altIds=[{"role": "section-path", "value": "economy/harbor"}],
    )
    assert read.dek == "Six ships."
    assert read.credited == (
        Credited("Ann Lee"),
        Credited("Bob d'Arc"),
        Credited("Northern Wire", agency=True),
    )
    assert (read.language, read.urgency, read.slugline) == ("pt-BR", 3, "HARBOR-STRIKE")
    assert read.dateline == "Selden"
    assert read.embargoed_until == datetime(2030, 5, 1, 7, 30, tzinfo=UTC)
    assert read.notes == (
        "Editor's note: Adds second paragraph",
        "Usage terms: Not for resale",
    )
    assert read.topics == {"medtop:04000000": "economy", "medtop:09000000": "labor"}
    assert read.places == ("economy/harbor", "economy", "labor", "Harbor")


@pytest.mark.parametrize(
    ("theirs", "ours"), [(1, 1), (2, 3), (3, 3), (4, 4), (5, 5), (6, 5), (7, 8), (9, 8)]
)
def test_urgency_becomes_the_nearest_of_ours(theirs, ours):
    assert story(urgency=theirs).urgency == ours


def test_the_dateline_in_the_text_becomes_the_dateline():
    text = "SELDEN, Norland (NW) -- The cranes stood still."
    read = story(bodies=[{"contentType": "text/plain", "value": text}])
    assert read.dateline == "SELDEN, Norland"
    assert read.body == [
        {"type": "paragraph", "value": "<p>The cranes stood still.</p>"}
    ]
    assert read.credited == (Credited("NW", agency=True),)


def test_without_a_version_the_time_of_creation_is_the_version():
    read = story(version=None, versionCreated="2026-11-01T08:00:00Z")
    assert read.version == "2026-11-01T08:00:00Z"


def test_a_canceled_item_needs_no_text():
    raw = {
        "uri": "urn:wire:1",
        "version": "4",
        "pubStatus": "canceled",
        "edNote": "Wrong.",
    }
    assert item.read(raw) == Kill("urn:wire:1", "4", "Wrong.")


def test_a_dek_is_cut_between_words_and_a_headline_never():
    words = "word " * 120
    assert story(descriptions=[{"value": words}]).dek.endswith("word…")
    assert problems(given(headlines=[{"value": words}])) == [
        "$.headlines: has 599 characters; the limit is 255. Shorten it."
    ]


def test_characters_that_cannot_be_stored_are_dropped():
    read = story(headlines=[{"value": "Cranes\x00 stand\ud800 still\x1b"}])
    assert read.headline == "Cranes stand still"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"uri": None}, ["$.uri: is missing. Add it."]),
        ({"uri": ""}, ["$.uri: is empty. Fill it, or leave the field out."]),
        ({"version": 2}, ['$.version: must be a text. Write it as a text, e.g. "2".']),
        (
            {"version": None},
            ["$.version: is missing, and so is versionCreated. Add one."],
        ),
        (
            {"headlines": None},
            ["$.headlines: has no headline. A story needs a headline with role main."],
        ),
        (
            {"headlines": [{"value": "  "}]},
            ["$.headlines: has no headline. A story needs a headline with role main."],
        ),
        (
            {"headlines": [{"role": "main"}]},
            ["$.headlines[0].value: is missing. Add it."],
        ),
        ({"bodies": None}, ["$.bodies: has no text. A story needs a body."]),
        ({"urgency": 12}, ["$.urgency: is 12; it must be at most 9."]),
        (
            {"pubStatus": "cancelled"},
            [
                (
                    "$.pubStatus: is “cancelled”; it must be one of usable, withheld, "
                    "canceled. Leave it out for usable."
                )
            ],
        ),
        (
            {"versionCreated": "yesterday"},
            [
                (
                    "$.versionCreated: “yesterday” is not a time. Write a time with its "
                    "offset, e.g. 2030-05-01T09:30:00Z."
                )
            ],
        ),
        (
            {"embargoedUntil": "2030-05-01T09:30:00"},
            [
                (
                    "$.embargoedUntil: “2030-05-01T09:30:00” is not a time. Write a time "
                    "with its offset, e.g. 2030-05-01T09:30:00Z."
                )
            ],
        ),
        (
            {"type": "picture"},
            [
                (
                    "$.type: “picture” is not a story. Send pictures as associations of a "
                    "story; other types have no place here."
                )
            ],
        ),
        (
            {"bodies": [{"contentType": "application/pdf", "value": "x"}]},
            [
                (
                    "$.bodies[0].contentType: “application/pdf” is unknown. Send text/html, "
                    "text/plain, application/xhtml+xml or "
                    "application/vnd.masthead.blocks+json."
                )
            ],
        ),
        (
            {"bodies": [{"contentType": "text/plain", "value": "x" * 5_000_000}]},
            [
                (
                    "$.bodies[0].value: has 5,000,000 characters; the limit is 1,000,000. "
                    "Split the story into several items."
                )
            ],
        ),
        (
            {"associations": [{"type": "picture"}]},
            [
                "$.associations[0].name: is missing. Add it.",
                "$.associations[0].uri: is missing. Add it.",
            ],
        ),
    ],
)
def test_what_is_wrong_is_named_by_its_path(changes, expected):
    assert problems(given(**changes)) == expected


def test_everything_that_is_wrong_is_named_at_once():
    broken = problems(given(headlines=None, version=None, bodies=[]))
    assert [line.partition(":")[0] for line in broken] == [
        "$.version",
        "$.headlines",
        "$.bodies",
    ]


@pytest.mark.parametrize("slug", ["..", "%2e%2e", "a/b", "Großes", "a--b", "-a"])
def test_a_slug_that_could_leave_its_section_is_refused(slug):
    (line,) = problems(given(altIds=[{"role": "slug", "value": slug}]))
    assert line == (
        f"$.altIds[0].value: “{slug}” cannot be an address. "
        "Use lower-case letters a-z, digits and single hyphens."
    )


@pytest.mark.parametrize("raw", [None, 3, "text", [], True])
def test_what_is_no_object_is_refused(raw):
    assert problems(raw) == ["$: must be an object."]


def test_an_older_dialect_is_named():
    assert problems({"guid": "1", "headline": "x", "body_html": "<p>x"}) == [
        "$: is ninjs 1 or 2. Convert it to ninjs 3.1, or ask for that feed."
    ]


def test_html_is_preferred_to_text_and_our_own_blocks_to_both():
    text = {"role": "main", "contentType": "text/plain", "value": "Text."}
    html = {"role": "other", "contentType": "text/html", "value": "<p>HTML.</p>"}
    ours = {
        "contentType": ourblocks.CONTENT_TYPE,
        "value": json.dumps([{"type": "heading", "value": "Ours"}]),
    }
    odd = {"contentType": "application/nitf+xml", "value": "<nitf/>"}
    assert story(bodies=[odd, text]).body[0]["value"] == "<p>Text.</p>"
    assert story(bodies=[text, html]).body[0]["value"] == "<p>HTML.</p>"
    assert story(bodies=[text, html, ours]).body == [
        {"type": "heading", "value": "Ours"}
    ]


def test_our_own_blocks_come_back_as_they_left():
    blocks = [
        {"type": "paragraph", "value": "<p>A <b>b</b>.</p>"},
        {"type": "heading", "value": "What now"},
        {
            "type": "quote",
            "value": {
                "text": "We wait.",
                "speaker": "Mara Lindqvist",
                "speaker_role": "harbor master",
                "source_url": "",
            },
        },
        {"type": "facts", "value": {"title": "In numbers", "items": ["Six ships"]}},
        {"type": "embed", "value": {"url": "https://vimeo.com/1", "title": "The quay"}},
    ]
    body = {"contentType": ourblocks.CONTENT_TYPE, "value": json.dumps(blocks)}
    assert story(bodies=[body]).body == blocks


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ("{", "$.bodies[0].value: is not JSON. Write a list of blocks."),
        ("{}", "$.bodies[0].value: must be a list of blocks."),
        (
            '[{"type": "carousel", "value": {}}]',
            (
                "$.bodies[0].value[0].type: unknown block “carousel”. Use one of paragraph, "
                "heading, quote, facts, table, embed, image."
            ),
        ),
        (
            '[{"type": "quote", "value": "We wait."}]',
            "$.bodies[0].value[0].value: must be an object.",
        ),
        (
            '[{"type": "quote", "value": {"text": "We wait."}}]',
            "$.bodies[0].value[0].speaker: This field is required.",
        ),
        (
            '[{"type": "embed", "value": {"url": "http://evil.example/", "title": "x"}}]',
            (
                "$.bodies[0].value[0].url: Use an https address at one of: Bluesky, "
                "Datawrapper, DocumentCloud, Instagram, Mastodon, OpenStreetMap, SoundCloud, "
                "Vimeo, X, YouTube."
            ),
        ),
    ],
)
def test_a_block_that_breaks_its_own_rules_is_named(blocks, expected):
    body = {"contentType": ourblocks.CONTENT_TYPE, "value": blocks}
    assert problems(given(bodies=[body])) == [expected]


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the IPTC samples are not beside this clone"
)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("001_simple_example.json", "Captain of wrecked cruise ship on trial in Italy"),
        (
            "004_simple_text_article.json",
            "Captain of wrecked cruise ship on trial in Italy",
        ),
        (
            "ninjsExSimpleText_3.json",
            "Captain of wrecked cruise ship on trial in Italy",
        ),
    ],
)
def test_the_samples_of_the_standard_are_read(name, expected):
    read = item.read(json.loads((SAMPLES / name).read_text()))
    assert isinstance(read, Story)
    assert read.headline == expected
    assert [person.name for person in read.credited] == [
        "Paulo Santalucia",
        "Frances d'Emilio",
        "AP",
    ]
    assert read.dateline == "GROSSETO, Italy"


@pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the IPTC samples are not beside this clone"
)
def test_the_sample_with_associations_keeps_its_pictures_apart():
    read = item.read(
        json.loads((SAMPLES / "003_associations_example.json").read_text())
    )
    assert isinstance(read, Story)
    assert [(p.name, p.files) for p in read.pictures] == [
        ("logo", ("highres", "thumbnail")),
        ("photo", ("highres", "thumbnail")),
    ]
