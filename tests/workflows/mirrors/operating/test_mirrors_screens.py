"""What an operator reads about the mirrors, and what follows by itself."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.workflows.mirrors.conftest import MakeMirror, Publish
from workflows.mirrors import lifecycle
from workflows.mirrors.alarms.watch import watch
from workflows.mirrors.deliver import deliver
from workflows.mirrors.models import (
    Delivery,
    DueLook,
    Kind,
    Mirror,
    Observation,
    Outcome,
    Reading,
)
from workflows.mirrors.operating import conditions, readings
from workflows.press.models import Edition

pytestmark = pytest.mark.django_db

MOST = 18  # queries: ten are Wagtail's and the session's


def screen(client: Client, name: str, *args: object) -> BeautifulSoup:
    answer = client.get(reverse(f"mirrors:{name}", args=args))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def words(node) -> str:
    return " ".join(node.get_text(" ").split())


def row_of(page: BeautifulSoup, name: str) -> dict[str, str]:
    """Heading → what its cell says, in the row of one mirror."""
    for row in page.select("table.mirrors-list tbody tr"):
        if row.find("a", string=lambda text: text and text.strip() == name):
            return {td["data-label"]: words(td) for td in row.select("[data-label]")}
    raise AssertionError(name)


def bar_of(page: BeautifulSoup) -> Tag:
    bar = page.find("progress")
    assert isinstance(bar, Tag)
    return bar


def fact(page: BeautifulSoup, name: str) -> str:
    term = page.find("dt", string=name)
    return words(term.find_next_sibling("dd"))


def test_the_list_says_how_each_mirror_is_and_what_to_do(
    operator: Client, make_mirror: MakeMirror, publish: Publish
):
    number = publish({"/index.html": b"1"})
    live, silent = make_mirror("live"), make_mirror("silent")
    for mirror in (live, silent):
        deliver(mirror.pk)
    make_mirror("fresh", synced=False)
    Mirror.objects.filter(pk=silent.pk).update(
        unseen_since=timezone.now() - timedelta(minutes=6)
    )
    lifecycle.pause(live)
    late = publish({"/a/index.html": b"1"})
    Edition.objects.filter(pk=late).update(at=timezone.now() - timedelta(minutes=4))
    page = screen(operator, "index")
    row = row_of(page, "live")
    assert row.pop("Behind").startswith(f"{late - number} (4 min")
    assert row == {
        "State": "Paused",
        "Seen edition": f"0 / {late}",
        "Owed files": "1",
        "Silent since": "–",
        "What to do": "It is paused: resume it.",
    }
    assert row_of(page, "silent")["What to do"].startswith("Open its address yourself")
    assert "6\xa0minutes ago" in row_of(page, "silent")["Silent since"].replace(
        "6 minutes", "6\xa0minutes"
    )
    assert row_of(page, "fresh")["What to do"] == "Begin its first sync."


def test_the_list_costs_the_same_however_many_mirrors_there_are(
    operator: Client,
    make_mirror: MakeMirror,
    publish: Publish,
    django_assert_max_num_queries,
):
    publish({"/index.html": b"1"})
    for number in range(20):
        make_mirror(f"m{number}")
    operator.get(reverse("mirrors:index"))  # what is read once per process
    with django_assert_max_num_queries(MOST):
        screen(operator, "index")


def test_a_mirrors_page_says_its_state_and_what_follows_from_it(
    operator: Client, live_mirror: Mirror, publish: Publish
):
    number = publish({"/index.html": b"1"})
    deliver(live_mirror.pk)
    page = screen(operator, "inspect", live_mirror.pk)
    said = words(page)
    assert "Live It gets everything, and readers are told of it." in said
    assert "An older write is kept out by a lock" in said
    assert fact(page, "Edition carried") == str(number)
    assert fact(page, "Edition seen at its address") == "0"
    assert fact(page, "Owed files") == "0"
    assert fact(page, "Carried and not yet seen") == "1"
    assert "Everything owed was carried." in said
    assert page.select_one("[data-done]") is None  # it is still to be seen


def test_what_repair_does_not_mend_is_named(operator: Client, live_mirror: Mirror):
    for repairs in (1, 2):
        DueLook.objects.create(
            mirror=live_mirror,
            path=f"/{repairs}/index.html",
            edition=1,
            carried_at=timezone.now(),
            next_at=timezone.now(),
            repairs=repairs,
            seen="It answers 404.",
        )
    said = words(screen(operator, "inspect", live_mirror.pk))
    assert "/2/index.html : It answers 404. Carried again 2 times." in said
    assert "/1/index.html" not in said


def test_a_sync_shows_how_far_it_is_and_how_long_it_takes_still(
    operator: Client, make_mirror: MakeMirror, publish: Publish
):
    publish({f"/{number}/index.html": b"1" for number in range(8)})
    mirror = make_mirror()
    page = screen(operator, "now", mirror.pk)
    assert bar_of(page)["value"] == "0"
    assert "is not known yet" in words(page)
    for due in mirror.due.all()[:2]:
        due.delete()
    Mirror.objects.update(sync_began_at=timezone.now() - timedelta(minutes=10))
    page = screen(operator, "now", mirror.pk)
    bar = bar_of(page)
    assert (bar["value"], bar["max"]) == ("2", "8")
    assert page.select_one(f"label[for={bar['id']}]")
    assert "2 of 8 files are there. It takes about 30 minutes still" in words(page)
    assert page.select_one("[data-done]") is None


def test_the_part_that_follows_is_done_when_nothing_is_about_to_change(
    operator: Client, live_mirror: Mirror, publish: Publish
):
    assert screen(operator, "now", live_mirror.pk).select_one("[data-done]")
    publish({"/index.html": b"1"})
    assert not screen(operator, "now", live_mirror.pk).select_one("[data-done]")
    lifecycle.pause(live_mirror)
    assert screen(operator, "now", live_mirror.pk).select_one("[data-done]")


def test_the_plots_say_the_same_to_whoever_cannot_see_them(
    operator: Client, live_mirror: Mirror
):
    at = timezone.now() - timedelta(hours=3)
    Reading.objects.create(mirror=live_mirror, at=at, behind=700, owed=2)
    Delivery.objects.create(
        mirror=live_mirror,
        from_edition=0,
        to_edition=1,
        outcome=Outcome.STOPPED,
        started_at=at,
        finished_at=at,
    )
    Observation.objects.create(
        mirror=live_mirror,
        kind=Kind.SAMPLE,
        edition=1,
        error="The address does not answer.",
        started_at=at,
        finished_at=at,
    )
    page = screen(operator, "inspect", live_mirror.pk)
    behind, failed = (
        page.find("svg", attrs={"aria-labelledby": f"day-{kind}-title day-{kind}-said"})
        for kind in ("behind", "failed")
    )
    assert behind.find("desc").text.startswith("At worst it was 11 min 40 s behind")
    assert failed.find("desc").text == "2 failures in all."
    assert [text.text for text in behind.find_all("text")][:4] == [
        *("0 s", "5 min", "10 min", "15 min")
    ]
    assert "style=" not in str(behind)
    row = page.select_one("section[aria-labelledby=history-day] tbody tr")
    assert words(row).endswith("11 min 40 s 2")


def test_the_dashboard_has_plots_of_each_mirror_that_is_not_retired(
    operator: Client, make_mirror: MakeMirror, django_assert_max_num_queries
):
    one, two = make_mirror("one"), make_mirror("two")
    lifecycle.retire(two)
    operator.get(reverse("mirrors:dashboard"))
    with django_assert_max_num_queries(MOST):
        page = screen(operator, "dashboard")
    assert [words(head) for head in page.select(".mirrors-small__head")] == [
        "one Syncing"
    ]
    month = operator.get(reverse("mirrors:dashboard"), {"window": "month"})
    assert b'aria-current="page">The last 30 days' in month.content
    assert reverse("mirrors:inspect", args=[one.pk]) in month.content.decode()


def test_a_reading_keeps_the_worst_of_five_minutes_and_a_month_of_them(
    live_mirror: Mirror, publish: Publish
):
    old = timezone.now() - timedelta(days=31)
    Reading.objects.create(mirror=live_mirror, at=old, behind=1, owed=1)
    publish({"/a/index.html": b"1"})
    deliver(live_mirror.pk)
    number = publish({"/index.html": b"1"})
    Edition.objects.filter(pk=number).update(at=timezone.now() - timedelta(seconds=90))
    readings.note(conditions.of_all())
    deliver(live_mirror.pk)
    readings.note(conditions.of_all())
    reading = Reading.objects.order_by("-at").first()
    assert Reading.objects.filter(at=old).count() == 0
    assert Reading.objects.count() <= 2  # two, if five minutes ended in between
    assert Reading.objects.earliest("at").behind == pytest.approx(90, abs=5)
    assert reading.at.second == 0
    assert reading.at.minute % 5 == 0


def test_alarms_stand_on_the_list_the_dashboard_and_the_operators_home(
    operator: Client, live_mirror: Mirror
):
    Mirror.objects.update(unseen_since=timezone.now() - timedelta(minutes=6))
    watch(conditions.of_all())
    for url in (
        reverse("mirrors:index"),
        reverse("mirrors:dashboard"),
        reverse("wagtailadmin_home"),
    ):
        said = words(BeautifulSoup(operator.get(url).content, "html.parser"))
        assert "1 trouble with mirrors one : its address does not answer." in said


def test_who_does_not_operate_mirrors_sees_no_alarm_and_no_page(
    client: Client, live_mirror: Mirror
):
    Mirror.objects.update(unseen_since=timezone.now() - timedelta(minutes=6))
    watch(conditions.of_all())
    user = User.objects.create_user("nina", password="masthead")
    user.groups.add(Group.objects.get(name="Editors"))
    client.force_login(user)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "trouble with mirrors" not in home
    for name in ("inspect", "now", "begin", "replace"):
        url = reverse(f"mirrors:{name}", args=[live_mirror.pk])
        assert client.post(url)["Location"] == "/admin/", name
        assert client.get(url)["Location"] == "/admin/", name
    assert client.get(reverse("mirrors:dashboard"))["Location"] == "/admin/"
