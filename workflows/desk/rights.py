"""What a person may see and do at the desk, known in a few queries for all stories.

The board offers by these cheap facts. The door decides by the rules of review, and
says no in words where the board was too generous.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import GroupPagePermission
from wagtail.permission_policies.pages import PagePermissionPolicy

from workflows.desk.story import Step, Story

EVERYTHING = ("",)  # every tree path begins with it


def explorable(user: Any) -> Q:
    """Return the pages that `user` finds in Wagtail's explorer, as a filter."""
    roots = PagePermissionPolicy().instances_with_direct_explore_permission(user)
    found = Q(pk__in=[])
    for path in {page.path for page in roots}:
        found |= Q(path__startswith=path)
    return found


@dataclass(frozen=True)
class Rights:
    """Who looks at the board, and where they may change texts."""

    user: Any
    changes: tuple[str, ...]  # tree paths, all below them included

    @classmethod
    def of(cls, user: Any) -> "Rights":
        if user.is_superuser:
            return cls(user, EVERYTHING)
        granted: list[GroupPagePermission] = list(
            PagePermissionPolicy().get_cached_permissions_for_user(user)
        )
        paths = [g.page.path for g in granted if g.permission.codename == "change_page"]
        return cls(user, tuple(paths))

    def decides(self, story: Story, step: Step | None) -> bool:
        """Say whether `user` is one of those whom this step asks about this story."""
        if step is None or story.step != step.id:
            return False
        here = self._changes(story) or not step.of_desk
        return bool(here and self.user.has_perm(step.permission))

    def approves(self, story: Story, step: Step | None) -> bool:
        """Say the same of an approval: not of what is plainly their own."""
        return self.decides(story, step) and not self._is_own(story)

    def _changes(self, story: Story) -> bool:
        return story.path.startswith(self.changes)

    def _owns(self, story: Story) -> bool:
        return story.owner is not None and story.owner.id == self.user.pk

    def _is_own(self, story: Story) -> bool:
        submitter = story.submitter
        submitted = submitter is not None and submitter.id == self.user.pk
        return submitted or (story.never_published and self._owns(story))
