"""From an assignment to its draft, exactly once; and dropping it."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from pages.models import ArticlePage, SectionPage
from workflows.desk import errors
from workflows.desk.models import Assignment
from workflows.desk.signals import assigned


@transaction.atomic
def start_writing(assignment: Assignment, *, user: Any) -> ArticlePage:
    """Return the draft of `assignment`; make it, if this is the first time.

    Who starts a pitch takes it. The draft is owned by the person, lies in the
    assignment's section and has its working title and slugline.

    Raises:
        DeskRefused: it is dropped, somebody else's, or has no place; nothing was written.
    """
    # Joined with nothing: a page made while we waited would be missing from the join.
    wanted = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if wanted.page is not None:
        return wanted.page
    check_may_start(wanted, user)
    wanted.page = _draft(wanted, _section(wanted), user)
    wanted.person = user
    wanted.save()
    assigned.send(sender=Assignment, assignment=wanted, actor=user)
    return wanted.page


@transaction.atomic
def drop(assignment: Assignment, *, user: Any) -> None:
    """Give up an assignment; a draft that there is stays.

    Raises:
        MayNotDrop: it is not `user`'s to give up, or not any more.
    """
    wanted = Assignment.objects.select_for_update().get(pk=assignment.pk)
    if not may_change(wanted, user):
        raise errors.MayNotDrop
    if wanted.dropped_at is None:
        wanted.dropped_at = timezone.now()
        wanted.save()
        assigned.send(sender=Assignment, assignment=wanted, actor=user)


def check_may_start(assignment: Assignment, user: Any) -> None:
    if assignment.dropped_at:
        raise errors.Dropped
    if assignment.person_id not in (None, user.pk):
        raise errors.SomebodyElsesAssignment
    if not may_pitch(user):
        raise errors.MayNotStart


def may_pitch(user: Any) -> bool:
    return user.has_perm("desk.pitch_story") or may_assign(user)


def may_assign(user: Any) -> bool:
    return bool(user.has_perm("desk.assign_story"))


def may_change(assignment: Assignment, user: Any) -> bool:
    """Say whether `user` commissions, or this is their own pitch that nobody has taken."""
    is_open = assignment.made_by_id == user.pk and assignment.person_id is None
    return may_assign(user) or (is_open and may_pitch(user))


def _section(assignment: Assignment) -> SectionPage:
    sections = assignment.desk.sections.order_by("path")
    section = assignment.section or sections.first()
    if section is None:
        raise errors.NoSection
    return section


def _draft(wanted: Assignment, section: SectionPage, user: Any) -> ArticlePage:
    if not section.permissions_for_user(user).can_add_subpage():
        raise errors.MayNotWriteThere
    page = section.add_child(
        instance=ArticlePage(
            title=wanted.title, slugline=wanted.slugline, owner=user, live=False
        )
    )
    page.save_revision(user=user, log_action="wagtail.create")
    return page
