"""The pages that readers get: each page, hostile text, addresses, pictures."""

from pathlib import Path
from typing import Any

import pytest

from pages.templatetags import reader
from tests.pages.documents import (
    BASE_URL,
    BLOCKS,
    CANONICAL,
    card,
    picture,
    section,
    site,
    story,
)
from tests.pages.rendered import (
    article,
    front,
    history,
    not_found,
    notice,
    one,
    redirect,
    soup_of,
    words,
    world,
)

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
EVERY_PAGE = [article, history, front, world, notice, redirect, not_found]


# --- the story's page -------------------------------------------------------------


def test_article_shows_all_its_parts_in_reading_order():
    main = one(article(), "main")
    parts = [".breadcrumb", ".kicker", "h1", ".dek", ".bylines", ".times"]
    parts += [".corrections", ".lead img", ".body", ".filed", ".share"]
    text = main.decode()
    places = [text.index(main.select(part)[0].decode()) for part in parts]
    assert places == sorted(places)


def test_headline_is_the_only_first_heading():
    assert words(one(article(), "h1")) == "Harbor crews walk out over night shifts"


def test_bylines_are_grouped_by_role_in_their_order():
    lines = [words(line) for line in article().select(".bylines li")]
    assert lines == [
        "By Ada Lint, Harbor reporter",
        "Photographs Ola Brandt",
        "With Selden Wire",
    ]


def test_times_are_readable_and_machine_readable():
    times = article().select(".times time")
    assert [(time["datetime"], words(time)) for time in times] == [
        ("2026-11-22T18:02:11Z", "Nov. 22, 2026, 6:02 p.m. UTC"),
        ("2026-11-22T19:00:00Z", "Nov. 22, 2026, 7 p.m. UTC"),
    ]


def test_a_story_never_changed_has_one_time():
    meta = story()["meta"] | {"last_published_at": "2026-11-22T18:02:40Z"}
    assert len(article(meta=meta).select(".times time")) == 1


def test_reading_time_is_shown():
    assert "3 min read" in words(one(article(), ".times"))


def test_correction_stands_before_the_text_with_its_time():
    note = one(article(), ".opening .corrections p")
    assert words(note) == (
        "Correction Nov. 22, 2026, 6:40 p.m. UTC"
        "An earlier text gave the wrong number of cranes. The editors"
    )
    assert one(note, "time")["datetime"] == "2026-11-22T18:40:00Z"


@pytest.mark.parametrize(
    ("kind", "label"),
    [("clarification", "Clarification"), ("editors_note", "Editor's note")],
)
def test_each_kind_of_correction_has_its_name(kind: str, label: str):
    note = story()["corrections"][0] | {"kind": kind}
    assert words(one(article(corrections=[note]), ".corrections strong")) == label


def test_history_tells_what_happened_newest_first():
    page = history()
    note, first = map(words, page.select("main ol[reversed] > li"))
    assert note.startswith("Correction Nov. 22, 2026, 6:40 p.m. UTC Edition 1041 An")
    assert first == "Published Nov. 22, 2026, 6:02 p.m. UTC Edition 1040"
    assert one(page, "h1 a")["href"] == story()["meta"]["html_url"]


def test_a_story_links_to_its_history_once_there_is_one():
    assert not article().select("[href$='/history/']")
    assert one(article(history_url="/a/history/"), ".share [href='/a/history/']")


def test_dateline_runs_into_the_first_paragraph_only():
    body = one(article(), ".body")
    assert words(one(body, ".dateline")) == "PORT SELDEN —"
    assert words(body.select("p")[0]).startswith("PORT SELDEN — The port was quiet")


def test_dateline_waits_for_the_first_paragraph_block():
    kinds = ("heading", "paragraph", "paragraph")
    body = [{"type": kind, "value": BLOCKS[kind], "id": ""} for kind in kinds]
    page = one(article(body=body), ".body")
    assert [words(p)[:15] for p in page.select("p")] == [
        "PORT SELDEN — T",
        "The port was qu",
    ]


def test_dateline_stands_alone_when_the_story_has_no_paragraph():
    body = [{"type": "heading", "value": "Live", "id": ""}]
    assert words(one(article(body=body), "p.dateline")) == "PORT SELDEN"


def test_dateline_before_a_list_gets_a_line_of_its_own():
    html = reader.run_in("<ul><li>One</li></ul>", "SELDEN")
    line = '<p><span class="dateline">SELDEN —</span> </p>'
    assert html == f"{line}<ul><li>One</li></ul>"


def test_lead_picture_is_loaded_first_and_the_others_when_seen():
    soup = article()
    lead, *others = soup.select("main img")
    assert lead["fetchpriority"] == "high"
    assert "loading" not in lead.attrs
    assert {image["loading"] for image in others} == {"lazy"}


def test_credit_that_repeats_the_agency_is_printed_once():
    assert reader.credit_line(picture(credit="Selden Wire")) == "Selden Wire"


def test_sections_topics_and_tags_are_named():
    filed = one(article(), ".filed")
    assert [words(term) for term in filed.select("dt")] == ["Also in", "Topics", "Tags"]
    assert [words(name) for name in filed.select("dd")] == [
        "Economy",
        "economy, business and finance",
        "harbor",
        "strike",
    ]


def test_related_stories_follow_the_text():
    links = article().select(".closing .related h3 a")
    assert [link["href"] for link in links] == ["/news/world/story-32/"]


def test_share_links_carry_headline_and_canonical_address():
    links = {words(a): a["href"] for a in article().select(".share li a")}
    assert list(links) == ["E-mail", "WhatsApp", "Telegram", "Bluesky", "Facebook"]
    assert links["E-mail"] == (
        "mailto:?subject=Harbor%20crews%20walk%20out%20over%20night%20shifts"
        "&body=https%3A%2F%2Fcourier.example%2Fnews%2Fworld%2Fharbor-strike%2F"
    )


def test_other_addresses_lead_to_the_same_front():
    soup = one(world(), ".mirrors")
    assert words(one(soup, "h2")) == "This site can also be accessed at"
    path = "/news/world/"
    assert [(words(a), a["href"]) for a in soup.select("a")] == [
        ("selden-courier.example", f"https://selden-courier.example{path}"),
        ("127.0.0.1:8102", f"http://127.0.0.1:8102{path}"),
    ]


def test_head_describes_the_story_to_other_programs():
    head = one(article(), "head")
    assert words(one(head, "title")) == f"{story()['title']} \u2013 The Selden Courier"
    named = {m["property"]: m["content"] for m in head.select("meta[property]")}
    assert named["og:type"] == "article"
    assert named["og:url"] == CANONICAL
    assert named["og:image"] == f"{BASE_URL}/media/0007.jpg"
    assert named["og:image:alt"] == "Two cranes over an empty quay"
    assert named["article:published_time"] == "2026-11-22T18:02:11Z"
    assert one(head, "meta[name='twitter:card']")["content"] == "summary_large_image"
    json_form = one(head, "link[type='application/json']")
    assert json_form["href"] == "/api/v2/pages/12/"


def test_search_title_and_description_win_over_headline_and_dek():
    meta = story()["meta"] | {"seo_title": "Strike", "search_description": "In short."}
    head = one(article(meta=meta), "head")
    assert words(one(head, "title")) == "Strike \u2013 The Selden Courier"
    assert one(head, "meta[name=description]")["content"] == "In short."


def test_bare_story_renders_without_empty_parts():
    lists = (
        "bylines",
        "body",
        "breadcrumb",
        "corrections",
        "related",
        "sections",
        "tags",
        "topics",
    )
    empty: dict[str, Any] = {name: [] for name in lists}
    bare = dict.fromkeys(["kicker", "dek", "dateline"], "")
    soup = article(lead_picture=None, **empty, **bare)
    gone = ".opening .kicker, .opening .dek, .bylines, .corrections, .filed, .breadcrumb, main figure, .related"
    assert not soup.select(gone)
    assert not soup.select("meta[name=description], meta[property='og:image']")


def test_draft_without_times_can_be_previewed():
    meta = story()["meta"] | {"first_published_at": None, "last_published_at": None}
    assert not article(meta=meta).select(".times time")


# --- fronts -----------------------------------------------------------------------


def test_home_leads_with_the_newest_story_and_shows_each_once():
    soup = front()
    assert words(one(soup, "h1")) == "The Selden Courier"
    assert one(soup, ".splash h2 a")["href"] == "/news/world/story-30/"
    shown = [a["href"] for a in soup.select(".card h2 a")]
    assert shown == [f"/news/world/story-{number}/" for number in range(30, 40)]


def test_home_shows_a_front_for_each_section_with_stories():
    news = {"section": {"title": "News", "html_url": "/news/"}, "stories": [card()]}
    quiet = {"section": {"title": "Sport", "html_url": "/sport/"}, "stories": []}
    soup = front(fronts=[news, quiet])
    assert [words(name) for name in soup.select(".deskname")] == ["News"]
    assert one(soup, ".deskname a")["href"] == "/news/"


def test_card_shows_the_section_where_a_story_has_no_kicker():
    assert words(one(front(stories=[card(kicker="")], fronts=[]), ".kicker")) == "World"


def test_section_shows_intro_children_stories_and_its_feed():
    soup = world()
    assert words(one(soup, "h1")) == "World"
    assert words(one(soup, ".intro")) == "What happens beyond the breakwater."
    assert one(soup, ".subsections a")["href"] == "/news/world/europe/"
    assert len(soup.select(".card")) == 3
    feeds = [link["href"] for link in soup.select("link[type='application/rss+xml']")]
    assert feeds == ["/feeds/rss.xml", "/feeds/news/world.xml"]


def test_fronts_without_stories_say_so():
    assert words(one(front(stories=[], fronts=[]), ".intro")) == "No stories yet."
    assert words(world(stories=[]).select(".intro")[-1]) == "No stories here yet."


# --- notice, redirect, no such page -----------------------------------------------


def test_notice_gives_reason_and_time_and_never_the_headline():
    soup = notice("We could not stand by it.\n\nA full account follows.")
    paragraphs = [words(p) for p in soup.select("main p")]
    assert paragraphs[:4] == [
        "We could not stand by it.",
        "A full account follows.",
        "The editors",
        "Withdrawn Nov. 22, 2026, 7 p.m. UTC",
    ]
    assert story()["title"] not in soup.decode()
    assert one(soup, "meta[name=robots]")["content"] == "noindex"


def test_notice_without_a_reason_still_says_that_the_story_is_gone():
    text = words(one(notice(""), "main"))
    assert "It is no longer available at any of our addresses." in text


def test_redirect_leads_on_without_javascript():
    soup = redirect()
    refresh = one(soup, "meta[http-equiv=refresh]")
    assert refresh["content"] == "0; url=/news/world/harbor-strike/"
    assert one(soup, "link[rel=canonical]")["href"] == CANONICAL
    assert one(soup, "main a")["href"] == "/news/world/harbor-strike/"
    assert one(soup, "meta[name=robots]")["content"] == "noindex"


def test_missing_page_offers_the_front_page():
    soup = not_found()
    assert one(soup, "main a")["href"] == "/"
    assert one(soup, "meta[name=robots]")["content"] == "noindex"
    assert not soup.select("link[rel=canonical]")


# --- what holds for every page ----------------------------------------------------


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_page_obeys_the_strict_content_security_policy(page: Any):
    soup = page()
    kinds = [script.get("type") for script in soup.select("script")]
    assert set(kinds) <= {"application/ld+json"}
    assert not soup.select("[style], style, iframe, object, embed, form, base")
    handlers = [n for tag in soup.find_all() for n in tag.attrs if n.startswith("on")]
    assert handlers == []


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_link_on_a_page_is_root_relative_but_those_that_must_not(page: Any):
    soup = page()
    for leave in soup.select("link[rel=canonical], .share, .mirrors, .quote, .embed"):
        leave.decompose()
    found = [t[n] for t in soup.find_all() for n in ("href", "src") if t.get(n)]
    own = [a for a in found if a.startswith("/") and not a.startswith("//")]
    assert [a for a in found if a not in own] == ["#main"]


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_picture_has_its_size_and_alt_text(page: Any):
    for image in page().select("img"):
        assert image["width"] == "1200"
        assert image["height"] == "800"
        assert image.has_attr("alt")


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_every_page_has_one_headline_one_main_and_a_way_past_the_navigation(page: Any):
    soup = page()
    one(soup, "h1")
    assert one(soup, "main")["id"] == "main"
    assert one(soup, "a.skip")["href"] == "#main"
    html = one(soup, "html")
    assert (html["lang"], html["dir"]) == ("en", "ltr")
    ids = [tag["id"] for tag in soup.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_same_input_gives_the_same_bytes(page: Any):
    assert page().decode() == page().decode()


def test_hostile_text_is_escaped_wherever_it_stands():
    note = story()["corrections"][0] | {"text": HOSTILE, "by": HOSTILE}
    values: dict[str, Any] = {
        "heading": HOSTILE,
        "quote": dict.fromkeys(BLOCKS["quote"], HOSTILE),
        "image": BLOCKS["image"] | {"caption": HOSTILE, "alt": HOSTILE},
        "facts": {"title": HOSTILE, "items": [HOSTILE]},
        "table": BLOCKS["table"] | {"caption": HOSTILE, "rows": [[HOSTILE] * 2]},
        "embed": dict.fromkeys(BLOCKS["embed"], HOSTILE),
        "related": [card(title=HOSTILE, kicker=HOSTILE, bylines=[HOSTILE])],
    }
    soup = article(
        **dict.fromkeys(["title", "kicker", "dek", "dateline"], HOSTILE),
        bylines=[{"name": HOSTILE, "role": "reporting", "author": None}],
        tags=[HOSTILE],
        topics=[{"id": HOSTILE, "name": HOSTILE}],
        corrections=[note],
        lead_picture=picture(caption=HOSTILE, credit=HOSTILE, alt=HOSTILE),
        body=[
            {"type": kind, "value": value, "id": ""} for kind, value in values.items()
        ],
    )
    assert [s["type"] for s in soup.select("script")] == ["application/ld+json"]
    assert not soup.select("[onerror], img[src=x]")
    assert one(soup, "h1").get_text() == HOSTILE
    assert one(soup, ".facts li").get_text() == HOSTILE


def test_hostile_text_is_escaped_on_fronts_notices_and_redirects():
    hostile = card(
        title=HOSTILE, dek=HOSTILE, section={"title": HOSTILE, "html_url": "/"}
    )
    for soup in (
        front(stories=[hostile], site=site(name=HOSTILE, tagline=HOSTILE)),
        world(stories=[hostile], page=section(title=HOSTILE, intro=HOSTILE)),
        notice(HOSTILE),
        soup_of("reader/redirect.html", target=f"/{HOSTILE}", site=site()),
    ):
        assert not soup.select("script, [onerror], img[src=x]")


def test_style_sheet_loads_nothing_and_stays_small():
    path = Path(__file__).parents[2] / "pages" / "static" / "pages" / "reader.css"
    css = path.read_text()
    assert "url(" not in css
    assert "@import" not in css
    assert len(css) < 12_500
