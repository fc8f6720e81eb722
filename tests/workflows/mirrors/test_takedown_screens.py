"""The takedown screens say what will happen before it does, and follow it afterwards."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from pages.models import ArticlePage, HomePage, PublishedDocument
from tests.newsroom import draft, picture, story
from tests.workflows.mirrors.looks import see
from workflows.mirrors import following, lifecycle
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import DueFile, DueLook
from workflows.mirrors.observing.answers import Silent
from workflows.mirrors.observing.silence import note_silence
from workflows.mirrors.operating import conditions
from workflows.press import forecast, takedown
from workflows.press.models import DuePage, PublishedFile
from workflows.press.press import press

pytestmark = pytest.mark.django_db


@pytest.fixture
def shared(newsroom):
    return picture(title="Shared", color="teal")


@pytest.fixture
def victim(newsroom, rita, ed, shared):
    page = story(
        newsroom.world,
        rita,
        ed,
        title="Mayor accused",
        lead_picture=picture(),
        body=[("image", {"picture": shared, "layout": "wide"})],
    )
    story(
        newsroom.sport,
        rita,
        ed,
        title="Other",
        lead_picture=shared,
        body=[("related", [page])],
    )
    return page


def screen(page):
    return reverse("press_takedown", args=[page.pk])


def standing():
    return set(PublishedFile.objects.standing().values_list("path", flat=True))


def clock(mirror):
    """What runs, and since when this mirror is behind with it."""
    mirror.refresh_from_db()
    return following.running(), conditions.of(mirror).takedown_since


def test_a_forecast_names_exactly_what_then_goes(victim, chioma):
    document = PublishedDocument.objects.get(page_id=victim.pk)
    said = forecast.of_takedown(document)
    before = standing()

    takedown.kill(victim.pk, actor=chioma, reason="legal")

    gone = before - standing()
    assert {*said.addresses, *said.pictures} == gone
    assert len(said.pictures) == said.kept == 4
    assert [row.title for row in said.stories] == ["Other"]
    assert [row.html_path for row in said.fronts] == ["/", "/news/", "/news/world/"]
    assert "/feeds/news/world.xml" in said.lists


def test_the_screen_says_what_will_happen_where(
    victim, chioma, client, make_mirror, django_assert_max_num_queries
):
    make_mirror("one")
    lifecycle.pause(make_mirror("two"))
    lifecycle.retire(make_mirror("three"))
    client.force_login(chioma)

    client.get(screen(victim))
    with django_assert_max_num_queries(40):
        html = client.get(screen(victim)).content.decode()

    document = PublishedDocument.objects.get(page_id=victim.pk)
    for path in forecast.of_takedown(document).addresses:
        assert path in html
    assert f"/api/v2/pages/{victim.pk}/" in html
    assert "story “<bdi>Other</bdi>”, which shows it" in html
    assert "4 files that it shows stay: others show them too." in html
    assert "is asked to remove it before anything else" in html
    assert "It goes on serving the story until it is resumed" in html
    assert "until its web server is switched off" in html


def test_nothing_is_taken_down_without_a_reason(victim, chioma, client):
    client.force_login(chioma)

    answer = client.post(screen(victim), {"action": "kill", "reason": ""})

    assert answer.context["form"].errors["reason"]
    assert PublishedDocument.objects.live().filter(page_id=victim.pk).exists()


def test_after_a_takedown_the_screen_follows_it(victim, chioma, client, make_mirror):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    client.force_login(chioma)

    answer = client.post(
        screen(victim),
        {"action": "withdraw", "reason": "error", "note": "We doubt it."},
        follow=True,
    )

    html = answer.content.decode()
    assert answer.redirect_chain == [(screen(victim), 302)]
    assert "Withdrawn: its address answers with a notice" in html
    assert "We doubt it. (The editors)" in html
    assert "Serious error" in html
    edition = answer.context["edition"]
    assert f'data-follow="/admin/takedown/mirrors/{edition.number}/"' in html
    assert 'src="/static/mirrors/follow.js" type="module"' in html


def test_the_count_goes_down_to_nothing_and_claims_no_more(
    victim, chioma, client, make_mirror
):
    mirror, paused = make_mirror("one"), make_mirror("two")
    for one in (mirror, paused):
        deliver(one.pk)
        see(one)
    lifecycle.pause(paused)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    address = reverse("mirrors_takedown", args=[edition.number])
    client.force_login(chioma)

    before = following.of_takedown(edition)
    assert [(one.own > 0, one.mirror.name) for one in before.mirrors] == [
        (True, "one"),
        (True, "two"),
    ]
    assert "Asked; it goes first." in client.get(address).content.decode()

    press()
    mirror.refresh_from_db()
    deliver(mirror.pk)

    one, two = following.of_takedown(edition).mirrors
    assert (one.own, one.showing, one.unseen > 0) == (0, 0, True)
    assert two.own > 0
    assert following.of_takedown(edition).left == 2
    html = client.get(address).content.decode()
    assert "Carried; its address is looked at." in html
    assert "Paused: it goes on serving the story until it is resumed." in html
    assert "data-done" not in html

    see(mirror)
    assert following.of_takedown(edition).left == 1
    html = client.get(address).content.decode()
    assert "1 of 2 mirrors is not done." in html
    assert "Seen without it:" in html

    lifecycle.resume(paused)
    paused.refresh_from_db()
    deliver(paused.pk)
    assert following.running() == [(edition, 1)]
    see(paused)
    assert following.running() == []
    assert following.of_takedown(edition).is_done
    assert "data-done" in client.get(address).content.decode()


def test_a_takedown_runs_until_a_front_that_changed_again_has_arrived_too(
    newsroom, rita, ed, victim, chioma, make_mirror
):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    assert following.running() == [(edition, 1)]
    DueFile.objects.filter(edition=edition.number).delete()  # as if carried

    story(newsroom.world, rita, ed, title="Next")  # on the very fronts that are owed

    assert following.running() == [(edition, 1)]
    assert not following.of_takedown(edition).is_done
    deliver(mirror.pk)
    assert following.running() == [(edition, 1)]
    see(mirror)
    assert following.running() == []
    assert following.of_takedown(edition).is_done


def test_a_takedown_runs_while_a_page_that_showed_it_is_parked(
    victim, chioma, make_mirror
):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    DuePage.objects.exclude(page_id=HomePage.objects.get().pk).delete()
    DuePage.objects.update(last_error="Boom.", next_at=timezone.now() + timedelta(1))

    deliver(mirror.pk)

    assert not DueFile.objects.exists()
    assert following.running() == [(edition, 1)]
    DuePage.objects.update(next_at=timezone.now())
    press()
    assert following.running() == [(edition, 1)]
    deliver(mirror.pk)
    see(mirror)
    assert following.running() == []


def test_a_mirror_that_cannot_be_looked_at_is_named_with_since_when(
    victim, chioma, client, make_mirror
):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    deliver(mirror.pk)
    note_silence(mirror, Silent("It did not answer in time."))
    client.force_login(chioma)

    html = client.get(reverse("mirrors_takedown", args=[edition.number])).content
    assert b"nobody can look: its address does not answer." in html
    assert b"It did not answer in time." in html
    assert b"<time datetime=" in html
    assert following.running() == [(edition, 1)]


def test_what_is_seen_instead_is_said(victim, chioma, client, make_mirror):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    deliver(mirror.pk)
    DueLook.objects.filter(path__endswith="index.html").update(
        seen="It is still there (200)."
    )
    client.force_login(chioma)

    html = client.get(reverse("mirrors_takedown", args=[edition.number])).content
    assert b"It is still there (200)." in html


def test_a_first_copy_is_no_takedown_also_if_it_is_paused(victim, chioma, make_mirror):
    takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    mirror = make_mirror("new")
    assert DueFile.objects.filter(urgent=True).exists()
    assert clock(mirror) == ([], None)
    lifecycle.pause(mirror)
    assert clock(mirror) == ([], None)


def test_a_takedown_in_a_first_copy_is_one(victim, chioma, make_mirror):
    mirror = make_mirror("new")
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    assert clock(mirror) == ([(edition, 1)], edition.at)


@pytest.mark.parametrize("verb", [lifecycle.resume, lifecycle.sync])
def test_a_takedown_in_a_first_copy_is_one_also_if_that_was_paused(
    victim, chioma, make_mirror, verb
):
    mirror = make_mirror("new")
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    lifecycle.pause(mirror)
    verb(mirror)
    assert clock(mirror) == ([(edition, 1)], edition.at)


def test_an_address_whose_storage_is_another_one_shows_what_it_showed(
    victim, chioma, root_user, client, make_mirror, tmp_path
):
    mirror = make_mirror("one")
    other = ArticlePage.objects.get(title="Other")
    takedown.kill(other.pk, actor=chioma, reason="legal")
    press()
    deliver(mirror.pk)
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    client.force_login(root_user)
    given = {"name": "one", "storage_url": f"file://{tmp_path}/another"}
    client.post(reverse("mirrors:edit", args=[mirror.pk]), given)
    assert (tmp_path / "another").exists()
    assert clock(mirror) == ([(edition, 1)], edition.at)


def test_a_mirror_that_is_copied_anew_goes_on_owing_its_takedowns(
    victim, chioma, make_mirror
):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    mirror.refresh_from_db()
    see(mirror)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    press()
    lifecycle.sync(mirror)
    assert clock(mirror) == ([(edition, 1)], edition.at)


def test_a_kill_after_a_withdrawal_is_not_over_where_the_story_still_is(
    victim, chioma, make_mirror
):
    mirror = make_mirror("one")
    deliver(mirror.pk)
    see(mirror)
    index = f"{victim.url}index.html"
    takedown.withdraw(victim.pk, actor=chioma, reason="legal")
    deliver(mirror.pk)
    mirror.looks.exclude(path=index).delete()  # a cache shows it still
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    assert index in mirror.due.filter(edition=edition.number).values_list(
        "path", flat=True
    )
    deliver(mirror.pk)
    mirror.looks.exclude(path=index).delete()
    (one,) = following.of_takedown(edition).mirrors
    assert (one.is_done, one.unseen) == (False, 1)


def test_a_retired_mirror_is_never_counted_as_clean(
    victim, chioma, client, make_mirror
):
    lifecycle.retire(make_mirror("one"))
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    client.force_login(chioma)

    html = client.get(reverse("mirrors_takedown", args=[edition.number])).content
    assert b"Retired: not asked." in html
    assert b"Seen without it" not in html


def test_what_follows_costs_the_same_for_many_mirrors(
    victim, chioma, make_mirror, django_assert_num_queries
):
    for name in ("one", "two", "three"):
        make_mirror(name)
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")

    with django_assert_num_queries(5):
        following.of_takedown(edition)


def test_what_is_down_can_be_taken_down_again(victim, chioma, client):
    takedown.withdraw(victim.pk, actor=chioma, reason="error")
    client.force_login(chioma)

    html = client.get(f"{screen(victim)}?again").content.decode()
    assert "Take it down" in html
    client.post(screen(victim), {"action": "kill", "reason": "legal"})

    assert PublishedDocument.objects.get(page_id=victim.pk).state == "killed"


def test_a_draft_has_the_form_and_no_forecast(newsroom, rita, chioma, client):
    client.force_login(chioma)
    html = client.get(screen(draft(newsroom.world, rita))).content.decode()
    assert "is not public" in html


def test_only_who_may_take_down_may_follow(victim, chioma, rita, client):
    edition = takedown.kill(victim.pk, actor=chioma, reason="legal")
    client.force_login(rita)

    address = reverse("mirrors_takedown", args=[edition.number])
    assert client.get(address).status_code == 302
