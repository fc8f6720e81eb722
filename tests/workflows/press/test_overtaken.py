"""What a page shows may change while it is rendered: then it is rendered again."""

import json
from collections.abc import Callable

import pytest

from pages.models import ArticlePage, Author, Byline, PublishedDocument, RelatedStory
from tests.newsroom import draft, edit, publish, story
from workflows.press import press as pressing
from workflows.press import sources, store
from workflows.press.models import DuePage, PublishedFile
from workflows.press.press import press
from workflows.press.sweep import sweep, sweep_resources
from workflows.press.takedown import kill
from workflows.review import verbs

pytestmark = pytest.mark.django_db

Happens = Callable[[ArticlePage, Callable[[], object]], None]


@pytest.fixture
def once_rendered(monkeypatch) -> Happens:
    """Have something happen when a page was rendered the first time, and is not written."""
    render = pressing.render

    def happens(page: ArticlePage, event: Callable[[], object]) -> None:
        def render_then(page_id, *, edition):
            sheet = render(page_id, edition=edition)
            if page_id == page.pk:
                monkeypatch.setattr(pressing, "render", render)
                event()
            return sheet

        monkeypatch.setattr(pressing, "render", render_then)

    return happens


def signed(parent, rita, author: Author) -> ArticlePage:
    """Return a draft with a byline of `author`."""
    return draft(parent, rita, title="Signed", bylines=[Byline(author=author)])


def related_to(parent, rita, shown: ArticlePage) -> ArticlePage:
    related = [RelatedStory(story=shown)]
    return draft(parent, rita, title="Follower", related_stories=related)


def public_text(page: ArticlePage) -> str:
    """Return all that stands in public of a page: its document and its files."""
    files = PublishedFile.objects.standing().of_page(page.pk)
    return "\n".join(store.read(file.digest).decode() for file in files)


def test_a_story_killed_while_one_that_shows_it_is_rendered_is_not_shown(
    newsroom, rita, ed, chioma, once_rendered
):
    shown = story(newsroom.world, rita, ed, title="Harbor strike ends")
    page = related_to(newsroom.world, rita, shown)
    publish(page, rita, ed)
    once_rendered(page, lambda: kill(shown.pk, actor=chioma, reason="legal"))

    press()

    assert "Follower" in public_text(page)
    assert "Harbor strike ends" not in public_text(page)
    assert not DuePage.objects.exists()


def test_a_story_published_while_one_that_shows_it_is_rendered_is_shown_as_it_is_now(
    newsroom, rita, ed, once_rendered
):
    shown = story(newsroom.world, rita, ed, title="Harbor strike ends")
    page = related_to(newsroom.world, rita, shown)
    publish(page, rita, ed)

    def another_process_publishes() -> None:
        edit(shown, rita, title="Harbor strike goes on")
        verbs.submit(ArticlePage.objects.get(pk=shown.pk), user=rita)
        verbs.approve(ArticlePage.objects.get(pk=shown.pk), user=ed)
        press()

    once_rendered(page, another_process_publishes)

    press()

    assert "Harbor strike goes on" in public_text(page)
    assert "Harbor strike ends" not in public_text(page)


def test_an_author_renamed_while_a_story_is_rendered_has_the_new_name_there(
    newsroom, rita, ed, once_rendered
):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    publish(signed(newsroom.world, rita, author), rita, ed)
    press()
    page = signed(newsroom.world, rita, author)
    publish(page, rita, ed)

    def renamed_and_swept() -> None:
        Author.objects.filter(pk=author.pk).update(name="Ada Byron")
        assert len(sweep_resources([f"author:{author.pk}"])) == 1

    once_rendered(page, renamed_and_swept)

    press()

    assert "Ada Byron" in public_text(page)
    assert "Ada Lint" not in public_text(page)


def test_an_author_renamed_before_anybody_looked_has_the_new_name_at_once(
    newsroom, rita, ed, monkeypatch
):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    page = signed(newsroom.world, rita, author)
    publish(page, rita, ed)
    note = sources.note

    def renamed_then_noted(refs) -> bool:
        monkeypatch.setattr(sources, "note", note)
        Author.objects.filter(pk=author.pk).update(name="Ada Byron")
        return note(refs)

    monkeypatch.setattr(sources, "note", renamed_then_noted)

    press()

    assert "Ada Byron" in public_text(page)
    assert "Ada Lint" not in public_text(page)


def test_an_author_renamed_after_a_first_look_is_found_by_the_next_sweep(
    newsroom, rita, ed, once_rendered
):
    author = Author.objects.create(name="Ada Lint", slug="ada-lint")
    page = signed(newsroom.world, rita, author)
    publish(page, rita, ed)
    renamed = Author.objects.filter(pk=author.pk)
    once_rendered(page, lambda: renamed.update(name="Ada Byron"))

    press()
    assert "Ada Lint" in public_text(page)
    sweep()
    press()

    document = json.loads(PublishedDocument.objects.get(page_id=page.pk).document)
    assert [byline["name"] for byline in document["bylines"]] == ["Ada Byron"]
    assert "Ada Lint" not in public_text(page)
