"""Every way to publish that Wagtail has, past review: each is a door that must stay shut.

A door takes the page, who tries, and their browser; it may raise a refusal.
"""

import json
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import APIToken, Page, Revision

from pages.models import ArticlePage
from tests.forms import story_form
from workflows.press.press import press
from workflows.press.sweep import sweep
from workflows.review.timing.publish_due import publish_due

Door = Callable[[ArticlePage, User, Client], Any]
DOORS: dict[str, Door] = {}


def door(way: Door) -> Door:
    DOORS[way.__name__] = way
    return way


def newest(page: ArticlePage) -> Revision:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision()


def body() -> dict[str, str]:
    """A form's body with words in it: what is refused must not lose them."""
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "Typed before it was refused",
    }


@door
def publish_button(page: ArticlePage, user: User, client: Client) -> Any:
    form = story_form(page) | body() | {"action-publish": "1"}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


@door
def publish_button_of_a_new_story(page: ArticlePage, user: User, client: Client) -> Any:
    section = page.get_parent()
    form = story_form(page, title="Straight out", slug=f"straight-out-{user.pk}")
    url = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", section.pk])
    return client.post(url, form | body() | {"action-publish": "1"})


@door
def approve_button_without_a_review(
    page: ArticlePage, user: User, client: Client
) -> Any:
    form = story_form(page) | body()
    form |= {"action-workflow-action": "1", "workflow-action-name": "approve"}
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


@door
def bulk_publish(page: ArticlePage, user: User, client: Client) -> Any:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(f"{url}?id={page.pk}")


@door
def restore_and_publish(page: ArticlePage, user: User, client: Client) -> Any:
    args = [page.pk, page.revisions.order_by("pk").first().pk]
    url = reverse("wagtailadmin_pages:revisions_revert", args=args)
    return client.post(url, story_form(page) | {"action-publish": "1"})


@door
def copy_and_publish(page: ArticlePage, user: User, client: Client) -> Any:
    return _copy(page, client, "a-copy", publish_copies="on")


@door
def alias(page: ArticlePage, user: User, client: Client) -> Any:
    return _copy(page, client, "an-alias", alias="on")


def _copy(page: ArticlePage, client: Client, slug: str, **how: str) -> Any:
    form = {
        "new_title": slug,
        "new_slug": slug,
        "new_parent_page": page.get_parent().pk,
    }
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), form | how)


@door
def convert_alias(page: ArticlePage, user: User, client: Client) -> Any:
    return client.post(reverse("wagtailadmin_pages:convert_alias", args=[page.pk]))


def _api(user: User, client: Client, method: str, path: str, **data: Any) -> Any:
    _, key = APIToken.create_token(user=user, name="script")
    return client.generic(
        method,
        f"/api/v3-preview{path}",
        json.dumps(data),
        content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )


@door
def api_publish(page: ArticlePage, user: User, client: Client) -> Any:
    return _api(user, client, "POST", f"/pages/{page.pk}/actions/publish/")


@door
def api_patch_and_publish(page: ArticlePage, user: User, client: Client) -> Any:
    meta = {"type": "pages.ArticlePage", "action": "publish"}
    return _api(user, client, "PATCH", f"/pages/{page.pk}/", meta=meta, title="Patched")


@door
def api_create_and_publish(page: ArticlePage, user: User, client: Client) -> Any:
    meta = {
        "type": "pages.ArticlePage",
        "parent": page.get_parent().pk,
        "action": "publish",
        "slug": "made-by-a-script",
    }
    return _api(user, client, "POST", "/pages/", meta=meta, title="Made by a script")


@door
def shell_publish(page: ArticlePage, user: User, client: Client) -> Any:
    return newest(page).publish(user=user, skip_permission_checks=True)


@door
def shell_action(page: ArticlePage, user: User, client: Client) -> Any:
    action = PublishPageRevisionAction(newest(page), user=user)
    return action.execute(skip_permission_checks=True)


@door
def shell_save(page: ArticlePage, user: User, client: Client) -> Any:
    page.live = True
    return page.save()


@door
def shell_copy_alive(page: ArticlePage, user: User, client: Client) -> Any:
    page.live = True
    return page.copy(user=user, keep_live=True, update_attrs={"slug": "a-live-copy"})


@door
def shell_alias(page: ArticlePage, user: User, client: Client) -> Any:
    Page.objects.filter(pk=page.pk).update(live=True)
    source = ArticlePage.objects.get(pk=page.pk)
    Page.objects.filter(pk=page.pk).update(live=page.live)
    return source.create_alias(update_slug="an-alias", user=user)


@door
def tampered_schedule(page: ArticlePage, user: User, client: Client) -> Any:
    key = newest(page).pk
    Revision.objects.filter(pk=key).update(approved_go_live_at=timezone.now())
    try:
        return publish_due()
    finally:
        Revision.objects.filter(pk=key).update(approved_go_live_at=None)


@door
def wagtails_own_scheduler(page: ArticlePage, user: User, client: Client) -> Any:
    key = newest(page).pk
    Revision.objects.filter(pk=key).update(approved_go_live_at=timezone.now())
    try:
        return call_command("publish_scheduled")
    finally:
        Revision.objects.filter(pk=key).update(approved_go_live_at=None)


@door
def bulk_sql(page: ArticlePage, user: User, client: Client) -> Any:
    row = Page.objects.filter(pk=page.pk)
    row.update(live=True, title="By SQL")
    sweep()
    press()
    row.update(live=page.live, title=page.title)
