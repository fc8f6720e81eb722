"""A story before there is a page: pitched, assigned, started once, overdue."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from pages.models import ArticlePage
from tests.newsroom import publish
from tests.together import at_once
from workflows.desk.assigning import drop, start_writing
from workflows.desk.errors import (
    Dropped,
    MayNotDrop,
    MayNotStart,
    MayNotWriteThere,
    NoSection,
    SomebodyElsesAssignment,
)
from workflows.desk.forms import AssignmentForm
from workflows.desk.models import Assignment, Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def pitch(news_desk) -> Assignment:
    return Assignment.objects.create(
        title="Ferry prices", slugline="FERRY", brief="Ask the port.", desk=news_desk
    )


def test_its_state_follows_from_what_happened(pitch, rita, ed):
    assert pitch.state == "pitched"
    pitch.person = rita
    pitch.save()
    assert pitch.state == "assigned"
    page = start_writing(pitch, user=rita)
    assert Assignment.objects.get().state == "writing"
    publish(page, rita, ed)
    assert Assignment.objects.get().state == "done"
    page.delete()
    assert Assignment.objects.get().state == "assigned"
    drop(pitch, user=ed)
    assert Assignment.objects.get().state == "dropped"


def test_start_writing_makes_a_draft_of_the_persons_own(pitch, rita, newsroom):
    page = start_writing(pitch, user=rita)
    assert page.get_parent().specific == newsroom.news
    assert (page.title, page.slugline, page.owner) == ("Ferry prices", "FERRY", rita)
    assert not page.live
    assert page.latest_revision.user == rita
    assert Assignment.objects.get().person == rita
    assert start_writing(pitch, user=rita) == page
    assert ArticlePage.objects.count() == 1


def test_a_section_that_was_chosen_comes_before_the_desks_own(pitch, rita, newsroom):
    pitch.section = newsroom.world
    pitch.save()
    assert start_writing(pitch, user=rita).get_parent().specific == newsroom.world


def test_what_cannot_be_started_says_why_and_writes_nothing(
    pitch, rita, ed, mallory, news_desk, newsroom
):
    def refused(error: type[Exception], user=rita, **fields) -> None:
        Assignment.objects.filter(pk=pitch.pk).update(**fields)
        with pytest.raises(error):
            start_writing(pitch, user=user)
        assert not ArticlePage.objects.exists()

    refused(SomebodyElsesAssignment, person=ed)
    refused(Dropped, person=None, dropped_at=timezone.now())
    refused(MayNotStart, user=mallory, dropped_at=None)
    rita.groups.get().page_permissions.all().delete()
    refused(MayNotWriteThere, user=User.objects.get(pk=rita.pk))  # asked anew
    news_desk.sections.clear()
    refused(NoSection)


def test_only_who_commissions_drops_it(pitch, rita, ed):
    with pytest.raises(MayNotDrop):
        drop(pitch, user=rita)
    assert Assignment.objects.get().dropped_at is None
    drop(pitch, user=ed)
    assert Assignment.objects.get().dropped_at


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_clicking_start_twice_at_once_makes_one_draft(pitch, rita):
    pages = at_once(*[lambda: start_writing(pitch, user=rita)] * 2)
    assert pages[0] == pages[1]
    assert ArticlePage.objects.get() == pages[0]


def test_what_happened_while_a_form_was_open_stays(pitch, rita, ed):
    said = {"title": "Tram prices", "desk": pitch.desk.pk, "person": rita.pk}
    form = AssignmentForm(said, instance=Assignment.objects.get(), for_user=ed)
    assert form.is_valid()
    page = start_writing(pitch, user=rita)

    form.save()

    kept = Assignment.objects.get()
    assert (kept.page, kept.title, kept.made_by) == (page, "Tram prices", None)


def test_a_pitch_that_somebody_has_taken_meanwhile_is_not_dropped(pitch, rita, edna):
    Assignment.objects.update(made_by=rita)
    as_shown = Assignment.objects.get()
    Assignment.objects.update(person=edna)
    with pytest.raises(MayNotDrop):
        drop(as_shown, user=rita)
    assert Assignment.objects.get().dropped_at is None


def test_a_reporter_pitches_and_an_editor_commissions(
    news_desk, rita, ed, mallory, at_desk
):
    form = {"title": "Ferry prices", "desk": news_desk.pk, "person": rita.pk}
    add = reverse("assignments:add")

    at_desk(rita).post(add, form)
    pitched = Assignment.objects.get()
    assert (pitched.person, pitched.made_by, pitched.state) == (None, rita, "pitched")
    edit = reverse("assignments:edit", args=[pitched.pk])
    at_desk(ed).post(edit, form)
    assert Assignment.objects.get().person == rita
    at_desk(rita).post(edit, form | {"title": "Something else"})
    assert Assignment.objects.get().title == "Ferry prices"
    at_desk(ed).post(add, form | {"title": "Tram prices"})
    assert Assignment.objects.get(title="Tram prices").person == rita
    assert at_desk(mallory).get(add).status_code == 302
    assert Assignment.objects.count() == 2


def test_overdue_is_said_in_the_list_and_on_the_board(pitch, rita, ed, at_desk):
    late = timezone.now() - timedelta(hours=2)
    Assignment.objects.filter(pk=pitch.pk).update(due_at=late, person=rita)
    Assignment.objects.create(
        title="Tram prices", desk=pitch.desk, due_at=timezone.now() + timedelta(hours=2)
    )
    listing = reverse("assignments:index")
    found = at_desk(ed).get(listing, {"overdue": "true"})
    assert [row.title for row in found.context["object_list"]] == ["Ferry prices"]
    assert found.content.decode().count("overdue</strong>") == 1
    board = at_desk(ed).get("/admin/board/?shown=1").content.decode()
    assert board.count("Overdue") == 1
    home = at_desk(rita).get("/admin/").content.decode()
    assert "overdue" in home
    assert "Tram prices" not in home


def test_the_list_is_filtered_by_desk_person_and_what_is_finished(
    pitch, rita, ed, at_desk
):
    sport = Desk.objects.create(name="Sport desk", group=pitch.desk.group)
    Assignment.objects.create(title="Regatta", desk=sport, person=rita)
    dropped = timezone.now()
    Assignment.objects.create(title="Old idea", desk=pitch.desk, dropped_at=dropped)
    listing = reverse("assignments:index")

    def listed(**query: object) -> list[str]:
        found = at_desk(ed).get(listing, query).context["object_list"]
        return [row.title for row in found]

    assert listed(desk=sport.pk) == listed(person=rita.pk) == ["Regatta"]
    assert listed(finished="true") == ["Old idea"]
    assert listed() == ["Ferry prices", "Regatta"]


def test_starting_on_the_screen_opens_the_draft_which_leads_back_to_its_brief(
    pitch, rita, at_desk
):
    client = at_desk(rita)
    url = reverse("assignments:start", args=[pitch.pk])
    assert "Ask the port." in client.get(url).content.decode()
    assert not ArticlePage.objects.exists()
    opened = client.post(url, follow=True)
    page = ArticlePage.objects.get()
    assert opened.request["PATH_INFO"] == f"/admin/pages/{page.pk}/edit/"
    assert url in opened.content.decode()


def test_a_desk_is_made_by_the_chief_and_by_nobody_below(newsroom, ed, chioma, at_desk):
    form = {
        "name": "City desk",
        "group": ed.groups.get().pk,
        "sections": [newsroom.news.pk],
    }
    at_desk(ed).post(reverse("desks:add"), form)
    assert not Desk.objects.exists()
    at_desk(chioma).post(reverse("desks:add"), form)
    assert [s.title for s in Desk.objects.get().sections.all()] == ["News"]
