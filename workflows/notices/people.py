"""Who is who to a story, as sets of user ids: a few queries, however many people there are."""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from wagtail.models import Page, PageSubscription
from wagtail.permission_policies.pages import PagePermissionPolicy

from workflows.desk import desks
from workflows.desk.models import Desk
from workflows.notices.rules import ALWAYS, IN_THE_EDITOR, Kind, Who
from workflows.review.authors import authors_of
from workflows.review.models import Approval, Entry, Happened

Ids = set[int]
BACKEND = "django.contrib.auth.backends.ModelBackend"
ADMIN = "wagtailadmin.access_admin"
# Any of these lets somebody see a page in the admin's explorer.
SEEING = {"add", "change", "publish", "lock", "unlock", "bulk_delete"}


@dataclass(frozen=True)
class Story:
    """What an event is about, looked up once."""

    page_id: int | None

    @cached_property
    def page(self) -> Page | None:
        """None if the page is gone."""
        return Page.objects.filter(pk=self.page_id).first()

    @cached_property
    def desk(self) -> Desk | None:
        return desks.of_path(self.page.path, desks.owners()) if self.page else None


def who_is(who: Who, story: Story) -> Ids:
    """Return the ids of those who are `who` to `story`; NAMED are the event's own."""
    return FINDERS[who](story)


def may_be_told(kind: Kind, story: Story, ids: AbstractSet[int]) -> list[User]:
    """Return those among `ids` who may see in the admin what it is about.

    They are active and may open the admin. Who clears legally sees what is flagged. Of a page that is gone, only what everybody
    must know is told. What is about no page is told to all of them.
    """
    page = story.page
    signing_in = User.objects.with_perm(ADMIN, backend=BACKEND)
    people = signing_in.filter(pk__in=ids).select_related(
        "notice_preferences", "wagtail_userprofile"
    )
    if kind == Kind.LEGAL_FLAGGED or story.page_id is None:
        return list(people)
    if page is None:
        return list(people) if kind in ALWAYS else []
    if kind in IN_THE_EDITOR:
        whole = page.specific
        return [user for user in people if whole.permissions_for_user(user).can_edit()]
    return list(people.filter(pk__in=_with_page_right(SEEING, page).values("pk")))


def holders(*permissions: str) -> Ids:
    """Return who was given all of these. Superusers were not, unless by name."""
    users = User.objects.all()
    for permission in permissions:
        given = User.objects.with_perm(
            permission, include_superusers=False, backend=BACKEND
        )
        users = users.filter(pk__in=given.values("pk"))
    return set(users.values_list("pk", flat=True))


def _with_page_right(rights: set[str], page: Page) -> "QuerySet[User]":
    users: QuerySet[User] = (
        PagePermissionPolicy().users_with_any_permission_for_instance(rights, page)
    )
    return users


def _editors(story: Story) -> Ids:
    """Those of its desk who may approve it; if nobody there may, everybody who may."""
    if story.page is None:
        return set()
    changing = _with_page_right({"change"}, story.page).values_list("pk", flat=True)
    able = holders("review.approve_story", ADMIN) & set(changing)
    page = story.page.specific
    able -= authors_of(page, page.current_workflow_state)
    return able & _desk(story) or able


def _desk(story: Story) -> Ids:
    if story.desk is None:
        return set()
    return set(story.desk.group.user_set.values_list("pk", flat=True))


def _submitter(story: Story) -> Ids:
    return _last(Entry.objects.filter(happened=Happened.SUBMITTED), story)


def _approver(story: Story) -> Ids:
    return _last(Approval.objects.all(), story)


def _last(rows: "QuerySet[Any]", story: Story) -> Ids:
    """Whoever is named in the newest row about this story."""
    newest = rows.filter(page_id=story.page_id).order_by("-at", "-pk")
    return _known(newest.values_list("user_id", flat=True).first())


def _owner(story: Story) -> Ids:
    return _known(story.page and story.page.owner_id)


def _followers(story: Story) -> Ids:
    asked = PageSubscription.objects.filter(
        page=story.page_id, comment_notifications=True
    )
    return set(asked.values_list("user_id", flat=True))


def _known(user_id: int | None) -> Ids:
    return {user_id} if user_id else set()


FINDERS: dict[Who, Callable[[Story], Ids]] = {
    Who.SUBMITTER: _submitter,
    Who.OWNER: _owner,
    Who.APPROVER: _approver,
    Who.EDITORS: _editors,
    Who.DESK: _desk,
    Who.CHIEFS: lambda _: holders("press.kill_story"),
    Who.LEGAL: lambda _: holders("review.clear_legal"),
    Who.LIFTERS: lambda _: holders("review.lift_embargo"),
    Who.FOLLOWERS: _followers,
    Who.OPERATORS: lambda _: holders("mirrors.change_mirror", ADMIN),
    Who.NAMED: lambda _: set(),
}
