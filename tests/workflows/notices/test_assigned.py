"""Whoever is to write an assignment is told, and nobody for whom it is over."""

import pytest
from django.urls import reverse

from workflows.desk.assigning import drop, start_writing
from workflows.desk.models import Assignment, Desk
from workflows.notices.models import Notice
from workflows.notices.wording import sentence

pytestmark = pytest.mark.django_db


def told():
    owed = Notice.objects.owed().filter(kind="assigned")
    return set(owed.values_list("user__username", flat=True))


@pytest.fixture
def commission(newsroom, ed, client):
    """Return a verb: an editor fills in the form of an assignment."""
    Notice.objects.all().delete()
    desk = Desk.objects.create(name="News", group=ed.groups.get())
    desk.sections.add(newsroom.news)

    def write(person, assignment=None):
        client.force_login(ed)
        verb, keys = ("edit", [assignment.pk]) if assignment else ("add", [])
        said = {"title": "Ferry prices", "desk": desk.pk, "person": person.pk}
        client.post(reverse(f"assignments:{verb}", args=keys), said)
        return Assignment.objects.get()

    return write


def test_an_assignment_is_told_to_whoever_is_to_write_it(commission, rita, ed, edna):
    assignment = commission(rita)

    notice = Notice.objects.get()
    assert (notice.kind, notice.user, notice.actor_name) == ("assigned", rita, "ed")
    assert notice.link == reverse("assignments:start", args=[assignment.pk])
    assert sentence(notice) == "You are to write “Ferry prices”. ed gave it to you."
    commission(rita, assignment)
    assert Notice.objects.get() == notice  # nothing is said twice
    commission(edna, assignment)
    assert told() == {"edna"}
    commission(ed, assignment)
    assert told() == set()  # he did it himself


@pytest.mark.parametrize("end", ["drop", "start", "delete"])
def test_an_assignment_that_is_over_is_not_told(commission, rita, ed, end):
    assignment = commission(rita)
    assert told() == {"rita"}

    if end == "drop":
        drop(assignment, user=ed)
    elif end == "start":
        start_writing(assignment, user=rita)
    else:
        assignment.delete()

    assert told() == set()
