"""Pictures from the wire: given as files, never fetched."""

import pytest
from PIL import Image

from pages.models import NewsImage
from tests.workflows.review.importing.items import (
    draft,
    failed,
    imported,
    item,
    picture,
)

pytestmark = pytest.mark.django_db


def test_pictures_come_with_the_story(folder):
    html = (
        '<p>One.</p><figure><img src="quay.png"><figcaption>Here</figcaption></figure>'
    )
    raw = item(
        bodies=[{"contentType": "text/html", "value": html + "<p>Two.</p>"}],
        associations=[
            picture("quay", "quay.png", usageTerms="No resale"),
            picture("crane", "crane.jpg", rel="lead"),
            picture("ship", "ship.jpg"),
        ],
    )
    result = imported(raw, pictures=folder)
    page = draft()
    lead = page.lead_picture
    assert (lead.title, lead.caption, lead.alt) == ("The crane.",) * 3
    assert lead.credit == "Ann Lee / Northern Wire"
    assert lead.file.name.endswith("crane.jpg")
    assert (lead.width, lead.height, len(lead.file_hash)) == (64, 40, 40)
    kinds = [block["type"] for block in page.body.raw_data]
    assert kinds == ["paragraph", "image", "paragraph"]
    shown = page.body[1].value
    assert shown["caption"] == "Here"
    assert shown["picture"].usage_terms == "No resale"
    assert result.notes == ("picture “ship” was left out: no file was given for it",)


def test_a_picture_that_the_text_does_not_show_follows_it(folder):
    raw = item(associations=[picture("a", "crane.jpg"), picture("b", "quay.png")])
    imported(raw, pictures=folder)
    assert [block["type"] for block in draft().body.raw_data] == ["paragraph", "image"]


def test_the_same_picture_is_stored_once(folder):
    raw = item(associations=[picture("crane", "crane.jpg")])
    imported(raw, pictures=folder)
    imported(raw | {"version": "2"}, pictures=folder)
    imported(raw | {"uri": "urn:wire:2"}, pictures=folder)
    assert NewsImage.objects.count() == 1


def test_without_a_folder_addresses_are_not_fetched():
    result = imported(item(associations=[picture("crane", "crane.jpg")]))
    assert result.notes == ("picture “crane” was left out: no file was given for it",)


@pytest.mark.parametrize(
    ("broken", "expected"),
    [
        (
            {"by": "", "copyrightHolder": ""},
            (
                "$.associations[1].by: is missing. A picture needs a credit: add by or "
                "copyrightHolder."
            ),
        ),
        (
            {"descriptions": []},
            (
                "$.associations[1].descriptions: says nowhere what the picture shows. Add "
                "one with role alt."
            ),
        ),
        (
            {"renditions": [{"name": "main", "href": "torn.jpg"}]},
            (
                "$.associations[1].renditions: torn.jpg is not a JPEG, PNG, GIF, WebP or "
                "AVIF picture."
            ),
        ),
    ],
)
def test_a_broken_picture_leaves_nothing_behind(folder, settings, broken, expected):
    raw = item(
        associations=[
            picture("crane", "crane.jpg"),
            picture("quay", "quay.png") | broken,
        ]
    )
    assert failed(raw, pictures=folder) == [expected]
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_a_picture_over_the_limits_says_so(folder, settings):
    raw = item(associations=[picture("crane", "crane.jpg")])
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    assert failed(raw, pictures=folder) == [
        (
            "$.associations[0].renditions: crane.jpg has more than 1,000 pixels, the limit. "
            "Send a smaller one."
        )
    ]
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    assert failed(raw, pictures=folder) == [
        "$.associations[0].renditions: crane.jpg is over 100 bytes. Send a smaller one."
    ]


def test_a_link_out_of_the_folder_is_not_followed(folder, tmp_path):
    Image.new("RGB", (9, 9)).save(tmp_path / "secret.jpg")
    (folder / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    result = imported(item(associations=[picture("link", "link.jpg")]), pictures=folder)
    assert result.notes == ("picture “link” was left out: no file was given for it",)
