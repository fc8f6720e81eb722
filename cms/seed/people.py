"""Users, desks, authors, agencies and topics of the demo."""

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils.text import slugify
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission

from cms.seed.plans import table
from pages.models import Agency, Author, SectionPage, Topic

DESK_RIGHTS = ("add_page", "change_page", "lock_page", "unlock_page")
DESK_PERMISSIONS = [
    ("wagtailadmin", "access_admin"),
    ("review", "approve_story"),
    ("desk", "assign_story"),
]
FILE_RIGHTS = ("add_image", "choose_image", "add_document", "choose_document")


def hire() -> dict[str, Any]:
    """Make the demo's users that are missing; return all by name.

    They can log in (with the demo's password) in a demo only; elsewhere somebody must
    give them a password first.
    """
    users = get_user_model().objects
    cast, data = {}, table("newsroom")
    for planned in data["users"]:
        first, _, last = planned["full_name"].partition(" ")
        user, is_new = users.get_or_create(
            username=planned["name"], defaults={"first_name": first, "last_name": last}
        )
        if is_new:
            user.set_password(data["password"] if settings.DEMO else None)
            user.save(update_fields=["password"])
            user.groups.set(_group(name) for name in planned["groups"])
        cast[planned["name"]] = user
    return cast


def open_desks(sections: dict[str, SectionPage]) -> None:
    """Give a desk's own group its rights: on the desk's sections, and on nothing else.

    A group with rights on everything has these already.
    """
    for desk in table("newsroom")["desks"]:
        group = _group(desk["group"])
        if not GroupPagePermission.objects.filter(group=group, page__depth=1).exists():
            _grant(group, [sections[path] for path in desk["sections"]])


def _grant(group: Group, sections: list[SectionPage]) -> None:
    for label, codename in DESK_PERMISSIONS:
        group.permissions.add(_permission(label, codename))
    for section in sections:
        for codename in DESK_RIGHTS:
            GroupPagePermission.objects.get_or_create(
                group=group,
                page=section.page_ptr,
                permission=_permission("wagtailcore", codename),
            )
    for codename in FILE_RIGHTS:
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(
                content_type__app_label__in=["wagtailimages", "wagtaildocs"],
                codename=codename,
            ),
        )


def introduce() -> None:
    """Make the authors, agencies and topics that are missing."""
    newsroom = table("newsroom")
    for author in newsroom["authors"]:
        Author.objects.get_or_create(slug=slugify(author["name"]), defaults=author)
    for agency in newsroom["agencies"]:
        Agency.objects.get_or_create(name=agency["name"], defaults=agency)
    for code, name in newsroom["topics"].items():
        Topic.objects.get_or_create(code=code, defaults={"name": name})


def _group(name: str) -> Group:
    return Group.objects.get_or_create(name=name)[0]


def _permission(label: str, codename: str) -> Permission:
    return Permission.objects.get(content_type__app_label=label, codename=codename)
