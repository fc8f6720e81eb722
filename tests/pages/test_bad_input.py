"""Bad input in the editor: a clear message, and nothing half-written."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from pages.blocks.body import BodyBlock
from pages.blocks.embed import EmbedBlock, provider_of
from pages.models import ArticlePage, NewsImage
from tests.newsroom import draft, edit, picture
from workflows.press.tree import UnsafePath, check_path
from workflows.review import verbs
from workflows.review.errors import NotReady

pytestmark = pytest.mark.django_db


def test_a_body_of_five_megabytes_is_refused_with_its_size():
    block = BodyBlock()
    value = block.to_python(
        [{"type": "paragraph", "value": f"<p>{'word ' * 1_000_000}</p>"}]
    )

    with pytest.raises(ValidationError) as refused:
        block.clean(value)

    assert "limit is 1,000,000" in str(refused.value.as_json_data())


def test_an_unknown_block_in_stored_json_is_dropped_and_the_rest_stays():
    block = BodyBlock()
    value = block.to_python(
        [
            {"type": "iframe", "value": "https://evil.example/"},
            {"type": "heading", "value": "Kept"},
        ]
    )

    assert [child.block_type for child in value] == ["heading"]


def test_a_story_without_a_headline_cannot_be_submitted(newsroom, rita):
    page = draft(newsroom.world, rita)
    newest = page.get_latest_revision_as_object()
    newest.title = ""
    newest.save_revision(user=rita, clean=False)

    with pytest.raises(NotReady):
        verbs.submit(ArticlePage.objects.get(pk=page.pk), user=rita)

    assert not ArticlePage.objects.get(pk=page.pk).workflow_in_progress


@pytest.mark.parametrize(("field", "word"), [("alt", "alt text"), ("credit", "credit")])
def test_a_picture_without_alt_text_or_credit_holds_its_story_back(
    newsroom, rita, ed, field, word
):
    bare, shown = picture(**{field: ""}), picture()
    page = draft(newsroom.world, rita, lead_picture=bare)
    with pytest.raises(NotReady, match=f"“Cranes” has no {word}"):
        verbs.submit(page, user=rita)

    edit(page, rita, lead_picture=shown)
    verbs.submit(page, user=rita)
    NewsImage.objects.filter(pk=shown.pk).update(**{field: ""})

    with pytest.raises(NotReady, match=f"“Cranes” has no {word}"):
        verbs.approve(page, user=ed)
    assert not ArticlePage.objects.get(pk=page.pk).live


def upload(client, data, name="cranes.png"):
    return client.post(
        reverse("wagtailimages:add"),
        {
            "title": "Cranes",
            "file": SimpleUploadedFile(name, data, "image/png"),
            "alt": "Cranes",
            "credit": "Ada Lint",
            "tags": "",
        },
    )


def bomb():
    """A small PNG that unpacks to 400 million pixels."""
    buffer = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<html>not a picture</html>", "Not a valid .png image"),
        (b"\x89PNG\r\n\x1a\n broken", "Upload a valid image"),
        (bomb(), "too many pixels"),
    ],
    ids=["html", "broken", "bomb"],
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_what_is_no_picture_is_refused_at_upload(rita, client, data, message):
    client.force_login(rita)

    answer = upload(client, data)

    assert message.lower() in answer.content.decode().lower()
    assert not NewsImage.objects.exists()


def test_a_picture_without_alt_text_is_refused_at_upload(rita, client):
    client.force_login(rita)
    good = io.BytesIO()
    Image.new("RGB", (10, 10)).save(good, "PNG")

    client.post(
        reverse("wagtailimages:add"),
        {
            "title": "C",
            "file": SimpleUploadedFile("c.png", good.getvalue()),
            "tags": "",
        },
    )

    assert not NewsImage.objects.exists()


@pytest.mark.parametrize("slug", ["..", "%2e%2e", "a/b", "a b", "a\\b", "a\nb", "<x>"])
def test_a_slug_that_could_leave_its_place_is_refused(newsroom, rita, slug):
    page = ArticlePage(title="Slug", slug=slug, live=False, owner=rita)

    with pytest.raises(ValidationError, match="slug"):
        newsroom.world.add_child(instance=page)

    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize(
    "path", ["/../x", "/a/./b", "//a", "/%2e%2e/x", "/a\\b", "/a\nb", "a", "/ü/"]
)
def test_the_tree_takes_no_address_that_is_unsafe_anywhere(path):
    with pytest.raises(UnsafePath):
        check_path(path)


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://www.youtube.com/watch?v=1", "YouTube"),
        ("http://www.youtube.com/watch?v=1", None),
        ("https://youtube.com.evil.example/", None),
        ("https://evil.example/https://youtube.com/", None),
        ("javascript:alert(1)//youtube.com", None),
    ],
)
def test_embeds_come_from_allowed_providers_only(url, provider):
    assert provider_of(url) == provider


def test_a_foreign_embed_is_refused_by_name():
    block = EmbedBlock()
    value = block.to_python({"url": "https://evil.example/", "title": "x"})

    with pytest.raises(ValidationError) as refused:
        block.clean(value)

    assert "YouTube" in str(refused.value.as_json_data())
