"""What stands around the pages of a board: reviews, schedules, claims, people, places."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision, TaskState, WorkflowState

from pages.models import ArticlePage, Author
from workflows.desk import attention, claims, desks
from workflows.desk.drafts import byline_of, words_of
from workflows.desk.models import Assignment
from workflows.desk.story import Held, Person, Plan, Return, Story
from workflows.review.reading import Read


class Around:
    """Everything but the pages themselves, read at once; it makes stories of their rows."""

    def __init__(self, now: datetime) -> None:
        kind = ContentType.objects.get_for_model(ArticlePage)
        states = WorkflowState.objects.active().filter(content_type=kind)
        rows = states.exclude(current_task_state=None).select_related(
            "current_task_state"
        )
        self.states = {int(row.object_id): row for row in rows}
        due = Revision.objects.exclude(approved_go_live_at=None).filter(
            content_type=kind
        )
        pairs = due.values_list("object_id", "approved_go_live_at")
        self.scheduled = {int(page_id): at for page_id, at in pairs}
        self.reasons = attention.reasons()
        self.claims = {claim.page_id: claim for claim in claims.standing(now)}
        wanted = Assignment.objects.open().select_related("desk", "section")
        self.assignments = list(wanted)
        self.owned = desks.owners()

    def pages(self) -> set[int]:
        """Return the stories that are somewhere on their way, or that somebody asked for."""
        asked_for = {each.page_id for each in self.assignments if each.page_id}
        return {*self.states, *self.scheduled, *self.reasons, *asked_for}

    def waiting_in(self, steps: set[int]) -> set[int]:
        """Return the stories that wait in one of these steps."""
        return {
            page_id
            for page_id, state in self.states.items()
            if state.status == WorkflowState.STATUS_IN_PROGRESS
            and state.current_task_state.task_id in steps
        }

    def look_up(self, rows: list[Mapping[str, Any]]) -> None:
        """Ask for all names at once: people, authors, sections."""
        self.people = {
            user.pk: Person(user.pk, get_user_display_name(user))
            for user in get_user_model().objects.filter(pk__in=self._people(rows))
        }
        authors = {row.get("author") for each in rows for row in each["bylines_"] or []}
        self.authors = dict(
            Author.objects.filter(pk__in=authors - {None}).values_list("pk", "name")
        )
        above = {row["path"][: -Page.steplen] for row in rows}
        self.sections = dict(
            Page.objects.filter(path__in=above).values_list("path", "title")
        )
        self.due = {
            each.page_id: each.due_at for each in self.assignments if each.page_id
        }

    def story(self, row: Mapping[str, Any]) -> Story:
        page_id, path = row["pk"], row["path"]
        desk = desks.of_path(path, self.owned)
        return Story(
            page_id=page_id,
            path=path,
            headline=row["draft_title"] or row["title"],
            section=self.sections.get(path[: -Page.steplen], ""),
            desk_id=desk.pk if desk else None,
            byline=byline_of(row["bylines_"] or [], self.authors),
            words=words_of(row["text"] or ""),
            urgency=int(row["urgent"] or 4),
            owner=self._person(row["owner_id"]),
            read=Read(row["latest_revision_id"], row["revised_at"].isoformat()).token,
            changed_at=row["revised_at"],
            live=row["live"],
            has_changes=row["has_unpublished_changes"],
            published_at=row["last_published_at"],
            never_published=row["first_published_at"] is None,
            goes_out_at=self.scheduled.get(page_id),
            due_at=self.due.get(page_id),
            held=self._held(page_id),
            reasons=tuple(self.reasons.get(page_id, ())),
            **self._review(page_id),
        )

    def plans(self) -> list[Plan]:
        return [
            Plan(
                id=each.pk,
                title=each.title,
                brief=each.brief,
                desk_id=each.desk_id,
                desk=each.desk.name,
                section=str(each.section or ""),
                person=self._person(each.person_id),
                due_at=each.due_at,
                made_at=each.made_at,
            )
            for each in self.assignments
            if each.page_id is None
        ]

    def _people(self, rows: list[Mapping[str, Any]]) -> set[int]:
        steps = [state.current_task_state for state in self.states.values()]
        found = {row["owner_id"] for row in rows}
        found |= {state.requested_by_id for state in self.states.values()}
        found |= {step.finished_by_id for step in steps}
        found |= {claim.user_id for claim in self.claims.values()}
        found |= {each.person_id for each in self.assignments}
        return found - {None}

    def _held(self, page_id: int) -> Held | None:
        claim = self.claims.get(page_id)
        return Held(self.people[claim.user_id], claim.until) if claim else None

    def _person(self, key: int | None) -> Person | None:
        return self.people.get(key) if key else None

    def _review(self, page_id: int) -> dict[str, Any]:
        """Return what a story's review says: the step it waits in, or why it came back."""
        state = self.states.get(page_id)
        if state is None:
            return {}
        step = state.current_task_state
        said: dict[str, Any] = {"submitter": self._person(state.requested_by_id)}
        if state.status == WorkflowState.STATUS_IN_PROGRESS:
            return said | {"step": step.task_id, "waits_since": step.started_at}
        if step.status == TaskState.STATUS_REJECTED:
            by = self._person(step.finished_by_id)
            said["returned"] = Return(
                by.name if by else "", step.comment, step.finished_at
            )
        return said
