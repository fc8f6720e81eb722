"""Who may see and change assignments in Wagtail's admin."""

from typing import Any

from django.db.models import QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from workflows.desk import assigning
from workflows.desk.models import Assignment


class AssignmentPolicy(BasePermissionPolicy):
    """Who commissions may do all; who pitches may add, and change their own open pitches."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        if not user.is_active:
            return False
        return assigning.may_pitch(user)

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: Assignment
    ) -> bool:
        if action in ("view", "add"):
            return self.user_has_permission(user, action)
        return assigning.may_change(instance, user)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> QuerySet[Assignment]:
        every = Assignment.objects.all()
        if assigning.may_assign(user) or "view" in actions or "add" in actions:
            return every if assigning.may_pitch(user) else every.none()
        return every.filter(made_by=user, person=None)
