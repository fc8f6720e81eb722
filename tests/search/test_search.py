"""`?search=` of the API."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from pages.models import PublishedDocument
from search.configuration import make_configurations
from search.models import Word
from tests.newsroom import draft
from tests.pages.api.documents import publish, take_down

pytestmark = pytest.mark.django_db


def found(client, words, **parameters):
    answer = client.get("/api/v2/pages/", {"search": words, **parameters})
    assert answer.status_code == 200, answer.content
    return [item["id"] for item in answer.json()["items"]]


def test_words_are_found_in_headline_dek_byline_and_body(client):
    publish(1, title="Tugs leave port")
    publish(2, dek="Tugs leave port")
    publish(3, names="Tugs Olsen")
    publish(4, text="Long before dawn, tugs left.")
    publish(5, text="Nothing of the kind.")
    assert sorted(found(client, "tugs")) == [1, 2, 3, 4]


def test_headline_outranks_dek_and_dek_outranks_body_and_the_newest_ends_a_tie(client):
    filler = "Words that say little. " * 60
    publish(4, title="The strike")
    publish(3, dek="About the strike")
    publish(1, text=f"{filler} The strike.")
    publish(2, text=f"{filler} The strike, the strike, the strike.")
    assert found(client, "strike") == [4, 3, 2, 1]


def test_opening_outranks_what_is_only_mentioned(client):
    filler = "Words that say little. " * 60
    publish(1, text=f"The strike is over. {filler}")
    publish(2, text=f"{filler} The strike is over.")
    assert found(client, "strike") == [1, 2]


def test_stems_and_accents_do_not_matter(client):
    publish(1, title="Strikes at Café Müller in São Paulo")
    for words in ("strike", "striking", "cafe", "CAFÉ", "muller", "sao paulo"):
        assert found(client, words) == [1]


def test_operator_joins_the_words(client):
    publish(1, title="Harbor strike")
    publish(2, title="Harbor fair")
    assert found(client, "harbor strike") == [1]
    assert found(client, "harbor strike", search_operator="and") == [1]
    assert sorted(found(client, "strike fair", search_operator="or")) == [1, 2]


def test_search_goes_with_every_filter_and_order(client):
    publish(1, title="Tugs", tags=["harbor"], urgency=1, tree_path="0001000100010001")
    publish(2, title="Tugs tugs tugs", tags=["harbor"], tree_path="0001000100010002")
    publish(9, type="pages.SectionPage", title="Ports", tree_path="000100010001")
    assert found(client, "tugs", tags="harbor", urgency=1) == [1]
    assert found(client, "tugs", order="first_published_at") == [1, 2]
    assert found(client, "tugs", order="-urgency") == [2, 1]
    assert sorted(found(client, "tugs", order="random")) == [1, 2]
    assert found(client, "tugs", child_of=9, slug="story-2") == [2]
    assert found(client, "tugs", type="pages.SectionPage") == []
    assert sorted(found(client, "tugs", descendant_of=9, locale="en")) == [1, 2]


def test_pages_of_hits_follow_each_other_and_know_the_total(client):
    for page_id in range(1, 31):
        publish(page_id, title="Tugs")
    answer = client.get("/api/v2/pages/?search=tugs").json()
    assert answer["meta"] == {"total_count": 30}
    assert [item["id"] for item in answer["items"]] == list(range(30, 10, -1))
    rest = client.get("/api/v2/pages/?search=tugs&offset=20").json()
    assert rest["meta"] == {"total_count": 30}
    assert [item["id"] for item in rest["items"]] == list(range(10, 0, -1))
    beyond = client.get("/api/v2/pages/?search=tugs&offset=40").json()
    assert beyond == {"meta": {"total_count": 30}, "items": []}


def test_misspelled_word_finds_its_like_and_says_so(client):
    publish(1, title="Parliament votes on the harbor")
    publish(2, title="Something else")
    for words in ("parliment", "harbr parliament", "harbour parlament"):
        answer = client.get("/api/v2/pages/", {"search": words}).json()
        assert answer["meta"] == {"total_count": 1, "fuzzy": True}
        assert answer["items"][0]["id"] == 1


def test_word_that_nothing_is_like_finds_nothing(client):
    publish(1, title="Parliament votes")
    for words in ("xylophone", "", "   ", "- -", "!!!", "the"):
        answer = client.get("/api/v2/pages/", {"search": words}).json()
        assert answer == {"meta": {"total_count": 0}, "items": []}


@pytest.mark.parametrize(
    "words",
    [
        "'", '"', "\\", "a' | !b", "tugs:*", "tugs & (", "%s", "tu\\gs", "<->", "!tugs",
        "tugs'); DROP TABLE pages_use; --", "🚢", "…", "a-b-c", "\ud7ff", "--x",
    ],
)  # fmt: skip
def test_no_spelling_of_a_query_is_an_error(client, words):
    publish(1, title="Tugs")
    found(client, words)
    found(client, words, search_operator="or")


def test_query_that_cannot_be_is_a_400(client):
    for words in ("x" * 201, "null\x00"):
        answer = client.get("/api/v2/pages/", {"search": words})
        assert answer.status_code == 400
        assert "search" in answer.json()["message"]


def test_search_takes_few_queries(client, django_assert_max_num_queries):
    for page_id in range(1, 31):
        publish(page_id, title="Tugs")
    found(client, "tugs")
    with django_assert_max_num_queries(2):
        found(client, "tugs", fields="*")
    with django_assert_max_num_queries(4):
        assert found(client, "tuggs") != []
    with django_assert_max_num_queries(5):
        found(client, "tuggs " * 30, search_operator="or")


def test_documents_are_read_without_the_words_they_are_found_by():
    publish(1, title="Tugs")
    row = PublishedDocument.objects.get(pk=1)
    assert row.get_deferred_fields() == {"about", "words"}


def test_taken_down_story_is_not_found_and_leaves_no_text_in_the_index(client):
    publish(1, title="Quixotic secret", text="Quixotic text")
    assert found(client, "quixotic") == [1]
    take_down(1, edition=2)
    assert found(client, "quixotic") == []
    assert found(client, "quixotik") == []
    row = PublishedDocument.objects.get()
    assert (row.about, row.words) == (None, None)


def test_index_of_words_is_used(client):
    for page_id in range(1, 31):
        publish(page_id, title="Tugs" if page_id == 1 else "Cranes")
    with (
        connection.cursor() as cursor,
        CaptureQueriesContext(connection) as caught,
    ):
        cursor.execute("ANALYZE pages_publisheddocument")
        assert found(client, "tugs") == [1]
        cursor.execute(f"EXPLAIN {caught[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "search_documents" in plan


def test_another_of_wagtails_backends_can_rank_the_hits(client, settings):
    stock = {"BACKEND": "wagtail.search.backends.database"}
    settings.WAGTAILSEARCH_BACKENDS = {"default": stock}
    publish(1, title="Tugs", tags=["harbor"], text="Tugs. " * 9)
    publish(2, dek="Of tugs", tags=["harbor"])
    publish(3, title="Tugs")
    publish(4, title="Cranes")
    assert sorted(found(client, "tugs", tags="harbor")) == [1, 2]
    assert found(client, "tugs", order="id") == [1, 2, 3]
    assert found(client, "tugs cranes", search_operator="or", limit=0) == []
    assert found(client, "zeppelin") == []


def test_story_longer_than_the_index_can_hold_is_still_published():
    word = "".join(chr(97 + i % 26) for i in range(40))
    text = " ".join(f"{word}{number}" for number in range(60_000))
    with transaction.atomic():
        publish(1, title="Long", text=text)
    assert PublishedDocument.objects.get().text == text


def test_fault_in_the_index_does_not_undo_the_publication(monkeypatch):
    broken = {"masthead_english": "no_such_configuration"}
    monkeypatch.setattr(
        "search.backend.configuration_of",
        lambda name: broken.get(f"masthead_{name}", name),
    )
    with transaction.atomic():
        publish(1, title="Tugs")
    assert PublishedDocument.objects.filter(title="Tugs").exists()
    assert PublishedDocument.objects.get().words is None


def test_language_that_postgresql_does_not_know_is_refused(settings):
    settings.SEARCH_CONFIG = "klingon"
    with pytest.raises(
        ImproperlyConfigured, match="'klingon', which PostgreSQL does not know"
    ):
        make_configurations()


def test_another_language_gets_its_own_stems(settings):
    settings.SEARCH_CONFIG = "german"
    make_configurations()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_tsvector('masthead_german', 'Häuser') @@ to_tsquery('masthead_german', 'hauses')"
        )
        assert cursor.fetchone() == (True,)


def test_only_words_of_public_stories_are_learned(newsroom, rita):
    draft(newsroom.world, rita, title="Embargoed zeppelin")
    assert not Word.objects.filter(text="zeppelin").exists()
