"""Many stories in review: rows copied from one that took the real road."""

from collections.abc import Sequence
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import Model
from wagtail.models import Page, Revision, TaskState, WorkflowState

from pages.models import ArticlePage


def copies(page: ArticlePage, people: Sequence[User], count: int) -> list[int]:
    """Copy a story that is in review `count` times, each somebody's; return page keys."""
    pages = _pages(page, people, count)
    state = page.current_workflow_state
    step = state.current_task_state
    revisions = Revision.objects.bulk_create(
        _copy(
            page.latest_revision, object_id=str(each.pk), content=_content(page, each)
        )
        for each in pages
    )
    states = WorkflowState.objects.bulk_create(
        _copy(
            state,
            object_id=str(each.pk),
            requested_by_id=each.owner_id,
            current_task_state=None,
        )
        for each in pages
    )
    steps = TaskState.objects.bulk_create(
        _copy(step, workflow_state=its, revision=revision)
        for its, revision in zip(states, revisions, strict=True)
    )
    for each, revision, its, at in zip(pages, revisions, states, steps, strict=True):
        its.current_task_state = at
        each.latest_revision = revision
    WorkflowState.objects.bulk_update(states, ["current_task_state"])
    Page.objects.bulk_update(pages, ["latest_revision"])
    return [each.pk for each in pages]


def _pages(page: ArticlePage, people: Sequence[User], count: int) -> list[Page]:
    parent, row = page.get_parent(), Page.objects.get(pk=page.pk)
    made = Page.objects.bulk_create(
        _copy(
            row,
            path=Page._get_path(parent.path, row.depth, number + 2),
            title=f"Story {number}",
            draft_title=f"Story {number}",
            slug=f"story-{number}",
            translation_key=uuid4(),
            owner=people[number % len(people)],
            latest_revision=None,
        )
        for number in range(count)
    )
    Page.objects.filter(pk=parent.pk).update(numchild=count + 1)
    for each in made:
        _copy(page, pk=each.pk, page_ptr_id=each.pk).save_base(raw=True)
    return list(made)


def _content(page: ArticlePage, copy: Page) -> dict[str, object]:
    told = {"pk": copy.pk, "title": copy.title, "owner": copy.owner_id}
    return page.latest_revision.content | told


def _copy(row: Model, **changed: object) -> Model:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.local_fields}
    copy = type(row)(**values)
    copy.pk = None
    for name, value in changed.items():
        setattr(copy, name, value)
    return copy
