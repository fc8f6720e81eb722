"""The published tree: what is immutable, and what may stand beside what."""

import hashlib

import pytest
from django.db import transaction

from pages.addresses import RESERVED
from workflows.press import editions
from workflows.press.models import Action, PublishedFile
from workflows.press.tree import PathTaken, TreeChange, UnsafePath, check_path

DIGEST = hashlib.sha256(b"1").hexdigest()


def put(path: str, data: bytes = b"1") -> PublishedFile:
    with transaction.atomic():
        number = editions.record(action=Action.RESOURCE, ref="test").number
        TreeChange(number).put(path, data, "text/html")
    return PublishedFile.objects.get(path=path)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "cache"),
    [
        (f"/media/{DIGEST}.jpg", "immutable"),
        (f"/media/{DIGEST}", "immutable"),
        (f"/static/{DIGEST}.css", "immutable"),
        ("/media/index.html", "page"),
        ("/media/a-story/index.html", "page"),
        (f"/media/{DIGEST}/index.html", "page"),
        (f"/static/{DIGEST[:-1]}.css", "page"),
        (f"/news/media/{DIGEST}.jpg", "page"),
    ],
)
def test_only_a_name_that_is_its_digest_is_immutable(path, cache):
    assert put(path).cache == cache


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("standing", "path"),
    [
        ("/index.html", "/index.html/index.html"),
        ("/feeds/rss.xml", "/feeds/rss.xml/a/index.html"),
        ("/a/b/index.html", "/a/b"),
        ("/a/b/index.html", "/a"),
    ],
)
def test_a_file_and_a_folder_of_one_name_are_refused(standing, path):
    put(standing)
    with pytest.raises(PathTaken, match=standing):
        put(path)
    assert not PublishedFile.objects.filter(path=path).exists()


@pytest.mark.django_db
def test_beside_a_file_and_where_one_is_gone_everything_may_stand():
    put("/a/index.html")
    put("/a/b_c/index.html")
    put("/a/bxc/index.html")  # no child of /a/b_c, whatever `_` means in SQL
    with transaction.atomic():
        number = editions.record(action=Action.RESOURCE, ref="test").number
        TreeChange(number).remove(PublishedFile.objects.filter(path="/a/index.html"))
    assert put("/a/index.html/b").path == "/a/index.html/b"


@pytest.mark.django_db
def test_what_stands_already_costs_no_further_question(django_assert_num_queries):
    put("/a/index.html")
    change = TreeChange(9)
    with django_assert_num_queries(1):
        change.put("/a/index.html", b"1", "text/html")


@pytest.mark.parametrize(
    "path",
    [
        "/häfen/index.html",
        "/old page/index.html",
        "/artikel,123/index.html",
        "/समाचार/index.html",
        "/新闻/2019/index.html",
        "/story.html/index.html",
    ],
)
def test_old_addresses_of_other_systems_are_names_a_mirror_can_hold(path):
    check_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/a\u202eb/index.html",
        "/a\u00a0b/index.html",
        "/a\ud800/index.html",
        "/a%2fb/index.html",
        "/a?b/index.html",
        "/a#b/index.html",
        "/a\x7f/index.html",
        "/ a/index.html",
        "/a /index.html",
        f"/{'ä' * 130}/index.html",
        "/" + "/".join(["ab"] * 400),
    ],
)
def test_a_name_that_some_server_reads_otherwise_is_refused(path):
    with pytest.raises(UnsafePath):
        check_path(path)


def test_reserved_words_are_slugs():
    assert all(word == word.lower() and word.isidentifier() for word in RESERVED)
