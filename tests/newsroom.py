"""A small newsroom for tests: the cast, its sections, and stories on their way."""

import io
from typing import Any

from django.contrib.auth.models import Group, Permission, User
from django.core.files.images import ImageFile
from PIL import Image
from wagtail.models import GroupPagePermission, Page, Site

from pages.models import ArticlePage, HomePage, NewsImage, SectionPage
from workflows.press.press import press
from workflows.review import verbs


def person(name: str, *groups: str, pk: int | None = None) -> User:
    user = User.objects.create_user(name, password="masthead", pk=pk)
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def desk(name: str, section: Page, *rights: str) -> Group:
    """Return a group of editors with rights on one section only."""
    group = Group.objects.create(name=name)
    group.permissions.add(Permission.objects.get(codename="approve_story"))
    for right in rights:
        GroupPagePermission.objects.create(
            group=group, page=section, permission_type=right
        )
    return group


def open_newsroom(reporter: User, editor: User) -> HomePage:
    """Publish a home page in place of Wagtail's welcome page, through review."""
    root = Page.get_first_root_node()
    Page.objects.filter(depth=2).delete()
    root.refresh_from_db()
    home = root.add_child(
        instance=HomePage(title="Courier", slug="home", live=False, owner=reporter)
    )
    Site.objects.all().delete()
    Site.objects.create(
        hostname="localhost", port=8101, root_page=home, is_default_site=True
    )
    publish(home, reporter, editor)
    return HomePage.objects.get()


def section(parent: Page, title: str, reporter: User, editor: User) -> SectionPage:
    page = parent.add_child(
        instance=SectionPage(title=title, live=False, owner=reporter)
    )
    publish(page, reporter, editor)
    return SectionPage.objects.get(pk=page.pk)


def draft(parent: Page, reporter: User, **fields: Any) -> ArticlePage:
    """Return a story that `reporter` has written and not yet submitted."""
    values: dict[str, Any] = {
        "title": "Harbor strike ends",
        "dek": "Crews return on Monday.",
        "body": [("paragraph", "<p>The strike in the harbor is over.</p>")],
    } | fields
    page = parent.add_child(instance=ArticlePage(live=False, owner=reporter, **values))
    page.save_revision(user=reporter)
    return ArticlePage.objects.get(pk=page.pk)


def publish(page: Any, reporter: User, editor: User) -> None:
    """Take a page down the road: submitted by one, approved by another."""
    if page.latest_revision is None:
        page.save_revision(user=reporter)
    verbs.submit(page, user=reporter)
    verbs.approve(page, user=editor)
    page.refresh_from_db()


def story(parent: Page, reporter: User, editor: User, **fields: Any) -> ArticlePage:
    """Return a story that is live and pressed."""
    page = draft(parent, reporter, **fields)
    publish(page, reporter, editor)
    press()
    return ArticlePage.objects.get(pk=page.pk)


def edit(page: ArticlePage, user: User, **fields: Any) -> None:
    """Save a draft of changes on top of the newest revision."""
    newest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(newest, name, value)
    newest.save_revision(user=user)


def picture(title: str = "Cranes", color: str = "navy", **fields: Any) -> NewsImage:
    """Return a picture of one color, 1600 × 1000 pixels."""
    buffer = io.BytesIO()
    Image.new("RGB", (1600, 1000), color).save(buffer, "JPEG")
    buffer.seek(0)
    values = {"alt": "Cranes at dusk", "credit": "Ada Lint"} | fields
    return NewsImage.objects.create(
        title=title, file=ImageFile(buffer, f"{title.lower()}.jpg"), **values
    )
