"""A run asks a bucket as little as it can, in whatever order its files come."""

from collections import Counter

import obstore
import pytest

from tests.workflows.mirrors.drivers.servers import ObjectStore
from workflows.mirrors.drivers.seen import SINGLE, Seen


@pytest.mark.parametrize(("many", "lists"), [(1000, 1), (5, 3)], ids=["new", "old"])
def test_lists_are_few_although_each_file_comes_before_those_that_lie_there(
    object_store: ObjectStore,
    prefix: str,
    asked: Counter[str],
    monkeypatch: pytest.MonkeyPatch,
    many: int,
    lists: int,
):
    """The old mirror has more before them than one answer names."""
    monkeypatch.setattr("workflows.mirrors.drivers.seen.MANY", many)
    store = object_store.client(prefix)
    seen = Seen(store)
    for number in range(9 if many < 9 else 0):
        obstore.put(store, f"about-{number}/index.html", b"1")
    for number in range(3 * SINGLE + 3, 0, -1):
        key = f"story-{number:03}/index.html"
        assert seen.at(key) is None
        seen.note(key, obstore.put(store, key, b"1")["e_tag"])
    assert asked["list"] == lists
