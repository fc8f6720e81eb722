"""Who must have a second factor: whoever may let a story out, or take one down."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

# Named as texts: cms.accounts does not have to know the rooms that define them.
NEEDED_FOR = (
    "review.approve_story",
    "review.clear_legal",
    "review.publish_breaking",
    "review.break_glass",
    "review.lift_embargo",
    "press.kill_story",
    "press.withdraw_story",
)


def needs_second_factor(user: User | AbstractBaseUser | AnonymousUser) -> bool:
    """Whether this person's password alone must open nothing; nobody's in the demo."""
    if settings.DEMO or not isinstance(user, User):
        return False
    return user.is_superuser or any(map(user.has_perm, NEEDED_FOR))
