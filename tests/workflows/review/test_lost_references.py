"""What a story names may be deleted: the story lives on without it, and nothing else may change."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from pages.models import (
    ArticlePage,
    Author,
    Byline,
    NewsImage,
    PublishedDocument,
    RelatedStory,
    Topic,
)
from pages.signals import PublishRefused
from tests.newsroom import draft, picture, publish, section, story
from workflows.press import store
from workflows.press.models import DuePage, PublishedFile
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.review import verbs
from workflows.review.gate import refuse_what_nobody_approved
from workflows.review.timing.publish_due import publish_due

pytestmark = pytest.mark.django_db


@pytest.fixture
def named(newsroom, rita, ed):
    """Everything a story can name; each may be deleted later."""
    return {
        "picture": picture(title="Refused", alt="The refused one"),
        "author": Author.objects.create(name="Nia Prose", slug="nia-prose"),
        "topic": Topic.objects.create(code="medtop:1", name="Ports"),
        "section": section(newsroom.home, "Weather", rita, ed),
        "story": story(newsroom.sport, rita, ed, title="Older one"),
    }


@pytest.fixture
def drafted(newsroom, rita, named):
    """A draft that names them all, in a place of its own and in the body."""

    def make(**fields):
        gallery = [{"picture": named["picture"]}, {"picture": picture("Kept", "teal")}]
        body = [
            ("paragraph", "<p>The strike is over.</p>"),
            ("image", {"picture": named["picture"], "layout": "wide"}),
            ("gallery", {"title": "Harbor", "pictures": gallery}),
            ("related", [named["story"]]),
        ]
        page = draft(
            newsroom.world,
            rita,
            lead_picture=named["picture"],
            bylines=[Byline(author=named["author"]), Byline(name="Selden Wire")],
            related_stories=[RelatedStory(story=named["story"])],
            body=body,
            **fields,
        )
        newest = page.get_latest_revision_as_object()
        newest.topics.add(named["topic"])
        newest.further_sections.add(named["section"])
        newest.save_revision(user=rita)
        return ArticlePage.objects.get(pk=page.pk)

    return make


def catch_up():
    press()
    sweep()
    press()
    assert list(DuePage.objects.all()) == []


def form_of(page):
    return json.loads(PublishedDocument.objects.live().get(page_id=page.pk).document)


@pytest.mark.parametrize("kind", ["picture", "author", "topic", "section", "story"])
def test_a_live_story_goes_on_without_what_was_deleted(
    newsroom, rita, ed, named, drafted, kind
):
    page = drafted()
    publish(page, rita, ed)
    catch_up()
    before = form_of(page)

    type(named[kind]).objects.get(pk=named[kind].pk).delete()
    catch_up()

    after = form_of(page)
    parts = {
        "picture": ("lead_picture", "body"),
        "author": ("bylines",),
        "topic": ("topics",),
        "section": ("sections",),
        "story": ("related", "body"),
    }[kind]
    changed = {name for name in before if before[name] != after[name]} - {"meta"}
    assert changed == set(parts)
    assert trace_of(kind, named) in json.dumps(before)
    assert trace_of(kind, named) not in json.dumps(after)
    assert all(byline["name"] for byline in after["bylines"])


def trace_of(kind, named):
    """Return what the document of a story says of the thing that it names."""
    words = {
        "picture": "refused",
        "author": "Nia Prose",
        "topic": "Ports",
        "section": "/weather/",
        "story": "Older one",
    }
    return words[kind]


def test_a_picture_whose_rights_were_refused_leaves_every_address(
    newsroom, rita, ed, named, drafted
):
    page = drafted()
    publish(page, rita, ed)
    catch_up()
    source = form_of(page)["lead_picture"]["src"]
    assert PublishedFile.objects.standing().filter(path=source).exists()

    NewsImage.objects.get(pk=named["picture"].pk).delete()
    catch_up()

    standing = PublishedFile.objects.standing()
    assert not standing.filter(path=source).exists()
    pages = [store.read(file.digest) for file in standing.of_page(page.pk)]
    assert pages
    assert [data for data in pages if source.encode() in data] == []


@pytest.mark.parametrize("kind", ["picture", "author", "topic", "section", "story"])
def test_a_scheduled_story_goes_out_without_what_was_deleted(
    newsroom, rita, ed, named, drafted, time_machine, kind
):
    page = drafted(go_live_at=timezone.now() + timedelta(hours=1))
    verbs.submit(page, user=rita)
    verbs.approve(page, user=ed)

    type(named[kind]).objects.get(pk=named[kind].pk).delete()
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert publish_due() == 1
    catch_up()
    assert trace_of(kind, named) not in json.dumps(form_of(page))


def test_a_story_is_approved_without_what_was_deleted_while_it_waited(
    newsroom, rita, ed, named, drafted
):
    page = drafted()
    verbs.submit(page, user=rita)
    named["picture"].delete()

    verbs.approve(page, user=ed)
    catch_up()

    assert form_of(page)["lead_picture"] is None


def test_a_revision_loses_what_django_modelcluster_would_take_from_it(named, drafted):
    """We ask once for each kind of thing; the answer is the one of asking for each key."""
    content = drafted().get_latest_revision().content
    for thing in named.values():
        type(thing).objects.get(pk=thing.pk).delete()

    ours = ArticlePage.from_serializable_data(content)
    theirs = ArticlePage.from_serializable_data(content, check_fks=True)

    assert ours.serializable_data() == theirs.serializable_data()
    assert ours.lead_picture_id is None
    assert [byline.author_id for byline in ours.bylines.all()] == [None, None]
    assert list(ours.related_stories.all()) == []


def test_a_row_changed_by_a_bulk_update_is_still_refused(
    newsroom, rita, ed, named, drafted
):
    page = drafted()
    publish(page, rita, ed)
    catch_up()
    named["author"].delete()
    ArticlePage.objects.filter(pk=page.pk).update(dek="Nobody approved this.")

    sweep()
    press()

    assert form_of(page)["dek"] == "Crews return on Monday."
    assert form_of(page)["bylines"][0]["name"] == "Nia Prose"
    with pytest.raises(PublishRefused):
        refuse_what_nobody_approved(ArticlePage.objects.get(pk=page.pk))


def test_a_frozen_revision_that_was_tampered_with_vouches_for_nothing(
    newsroom, rita, ed, named, drafted
):
    page = drafted()
    publish(page, rita, ed)
    revision = ArticlePage.objects.get(pk=page.pk).live_revision
    revision.content["dek"] = "Nobody approved this."
    revision.save(update_fields=["content"])
    named["author"].delete()

    with pytest.raises(PublishRefused):
        revision.publish()

    assert ArticlePage.objects.get(pk=page.pk).dek == "Crews return on Monday."
