"""JSON-LD of a story, for search engines and archives."""

import json
from typing import Any

from pages.public import jsonld
from tests.pages.documents import BASE_URL, BLOCKS, CANONICAL, picture, story


def article(**changes: Any) -> dict[str, Any]:
    page = story(**changes)
    return jsonld.news_article(page, base_url=BASE_URL, publisher="The Selden Courier")


def test_story_is_a_news_article_with_all_it_knows():
    data = article(body=[])
    del data["image"]
    assert data == {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": {"@type": "WebPage", "@id": CANONICAL},
        "url": CANONICAL,
        "identifier": "tag:courier.example,2026-11-22:story/12",
        "version": 1042,
        "headline": "Harbor crews walk out over night shifts",
        "abstract": "The port of Selden stood still for the first time in nine years.",
        "description": "The port of Selden stood still for the first time in nine years.",
        "datePublished": "2026-11-22T18:02:11Z",
        "dateModified": "2026-11-22T19:00:00Z",
        "author": [
            {"@type": "Person", "name": "Ada Lint", "jobTitle": "Harbor reporter"},
            {"@type": "Organization", "name": "Selden Wire"},
        ],
        "contributor": [{"@type": "Person", "name": "Ola Brandt"}],
        "articleSection": ["World", "Economy"],
        "inLanguage": "en",
        "wordCount": 512,
        "keywords": ["harbor", "strike", "economy, business and finance"],
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "An earlier text gave the wrong number of cranes.",
                "datePublished": "2026-11-22T18:40:00Z",
                "author": {"@type": "Organization", "name": "The editors"},
            }
        ],
        "dateline": "PORT SELDEN",
        "isAccessibleForFree": True,
        "publisher": {
            "@type": "NewsMediaOrganization",
            "name": "The Selden Courier",
            "url": "https://courier.example/",
        },
    }


def test_image_carries_size_caption_credit_and_terms():
    assert article(body=[])["image"] == [
        {
            "@type": "ImageObject",
            "url": "https://courier.example/media/0007.jpg",
            "contentUrl": "https://courier.example/media/0007.jpg",
            "width": 1200,
            "height": 800,
            "caption": "The container quay on Sunday.",
            "creditText": "Ola Brandt",
            "usageInfo": {"@type": "CreativeWork", "text": "Editorial use only"},
        }
    ]


def test_terms_that_are_an_address_are_the_license():
    terms = "https://courier.example/terms/"
    (image,) = article(body=[], lead_picture=picture(usage_terms=terms))["image"]
    assert image["license"] == terms
    assert "usageInfo" not in image


def test_agency_is_credited_where_no_photographer_is_known():
    (image,) = article(body=[], lead_picture=picture(credit=""))["image"]
    assert image["creditText"] == "Selden Wire"


def test_images_are_those_the_story_shows_each_once_lead_first():
    names = [image["url"].rpartition("/")[2] for image in article()["image"]]
    assert names == ["0007.jpg", "000b.jpg", "000c.jpg", "000d.jpg"]
    lead_again = {"type": "image", "value": BLOCKS["image"] | {"picture": picture(7)}}
    assert len(article(body=[lead_again])["image"]) == 1


def test_a_deleted_picture_is_left_out():
    gone = {"type": "image", "value": BLOCKS["image"] | {"picture": None}}
    assert "image" not in article(body=[gone], lead_picture=None)


def test_editor_is_an_editor():
    bylines = [{"name": "Bo Farrow", "role": "editing", "author": None}]
    data = article(bylines=bylines)
    assert data["editor"] == [{"@type": "Person", "name": "Bo Farrow"}]
    assert "author" not in data


def test_a_correction_signed_with_a_name_is_a_persons():
    note = story()["corrections"][0] | {"by": "Ada Lint"}
    (comment,) = article(corrections=[note])["correction"]
    assert comment["author"] == {"@type": "Person", "name": "Ada Lint"}


def test_editors_note_is_not_a_correction():
    note = story()["corrections"][0] | {"kind": "editors_note", "text": "Ran before."}
    data = article(corrections=[note])
    assert "correction" not in data
    assert data["comment"] == [
        {
            "@type": "Comment",
            "text": "Ran before.",
            "datePublished": "2026-11-22T18:40:00Z",
            "author": {"@type": "Organization", "name": "The editors"},
        }
    ]


def test_draft_has_no_name_and_no_times_yet():
    meta = story()["meta"] | {"first_published_at": None, "last_published_at": None}
    data = article(meta=meta)
    assert not {"identifier", "datePublished", "dateModified"} & set(data)


def test_search_title_and_description_are_named():
    meta = story()["meta"] | {"seo_title": "Strike", "search_description": "In short."}
    data = article(meta=meta)
    assert data["alternativeHeadline"] == "Strike"
    assert data["description"] == "In short."


def test_breadcrumb_ends_with_the_story_itself():
    data = jsonld.breadcrumb(story(), base_url=BASE_URL)
    assert data["@type"] == "BreadcrumbList"
    assert [
        (step["position"], step["name"], step["item"])
        for step in data["itemListElement"]
    ] == [
        (1, "News", "https://courier.example/news/"),
        (2, "World", "https://courier.example/news/world/"),
        (3, "Harbor crews walk out over night shifts", CANONICAL),
    ]


def test_script_cannot_be_left_and_reads_back_as_written():
    hostile = "</script><!-- & \u2028\u2029 \" ' <b>"
    text = jsonld.script({"headline": hostile})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text) == {"headline": hostile}


def test_script_takes_several_things_and_keeps_letters_readable():
    assert jsonld.script([{"a": "Ä"}, {"b": 1}]) == '[{"a":"Ä"},{"b":1}]'
