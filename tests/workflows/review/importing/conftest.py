"""The wire desk of these tests: a small tree, an editor, a folder of pictures."""

from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from PIL import Image
from wagtail.models import Page

from pages.models import HomePage, SectionPage


@pytest.fixture(autouse=True)
def newsroom(settings, tmp_path: Path) -> HomePage:
    settings.MEDIA_ROOT = tmp_path / "media"
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=HomePage(title="Home", slug="courier", live=False))
    news = home.add_child(instance=SectionPage(title="News", slug="news", live=False))
    news.add_child(instance=SectionPage(title="World", slug="world", live=False))
    home.add_child(instance=SectionPage(title="Wire", slug="wire", live=False))
    home.add_child(instance=SectionPage(title="Sport", slug="sport", live=False))
    return home


@pytest.fixture
def pia() -> User:
    """An editor."""
    user = User.objects.create_user("pia")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of pictures: crane.jpg, quay.png, and torn.jpg, which is none."""
    made = tmp_path / "pictures"
    made.mkdir()
    Image.new("RGB", (64, 40), "navy").save(made / "crane.jpg")
    Image.new("RGB", (64, 40), "teal").save(made / "quay.png")
    (made / "torn.jpg").write_bytes(b"\x89PNG not really")
    return made
