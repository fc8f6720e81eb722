"""The wire desk: who files the stories, where to, and who approves them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from pages.models import SectionPage
from workflows.review.importing import placing

SERVICE_USER = "wire"


class DeskIncomplete(ValueError):
    """The import cannot start."""


@dataclass(frozen=True)
class Desk:
    """`section`: where every story goes; None lets each story say it.

    With an `approver`, stories are submitted and approved; without, they stay drafts.
    `pictures` is the folder that holds the files of their pictures.
    """

    filer: Any
    section: SectionPage | None = None
    approver: Any = None
    pictures: Path | None = None
    dry_run: bool = False


def open_desk(
    *,
    filer: str = SERVICE_USER,
    section: str = "",
    approver: str = "",
    pictures: Path | None = None,
    dry_run: bool = False,
) -> Desk:
    """Return the desk for these names; `section` is a slug path, e.g. `news/world`.

    The service user is made on first use; it belongs to Reporters and cannot log in.

    Raises:
        DeskIncomplete: a user, the section or the folder is not there.
    """
    if pictures is not None and not pictures.is_dir():
        raise DeskIncomplete(f"There is no folder {pictures}.")
    found = placing.by_path(section) if section else None
    if section and found is None:
        known = ", ".join(placing.paths()) or "none yet"
        raise DeskIncomplete(f"There is no section {section!r}. Sections: {known}.")
    if not SectionPage.objects.exists():
        raise DeskIncomplete("There is no section yet. Make one in the admin first.")
    desk = Desk(
        filer=_service_user() if filer == SERVICE_USER else _user(filer),
        section=found,
        approver=_user(approver) if approver else None,
        pictures=pictures and pictures.resolve(),
        dry_run=dry_run,
    )
    if desk.approver == desk.filer:
        raise DeskIncomplete("Nobody approves their own work: name another editor.")
    return desk


def _user(name: str) -> Any:
    users = get_user_model()
    try:
        return users.objects.get_by_natural_key(name)
    except users.DoesNotExist:
        raise DeskIncomplete(f"There is no user {name!r}.") from None


def _service_user() -> Any:
    user, is_new = get_user_model().objects.get_or_create(username=SERVICE_USER)
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        user.groups.add(Group.objects.get(name="Reporters"))
    return user
