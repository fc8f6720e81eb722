"""A mirror that was away misses nothing, and takes down before it shows anything new."""

from pathlib import Path

import pytest

from bench.mirrors.absence import drill

pytestmark = pytest.mark.django_db


def test_a_mirror_that_missed_kills_and_changes_takes_down_first_and_ends_like_the_other(
    tmp_path: Path,
):
    """The drill of `make bench-mirrors ARGS="catch_up"`, which is larger."""
    found = drill(tmp_path, changes=40, kills=5)
    assert found.faults() == []
    assert len(found.standing) > 5
    assert found.compared > 50
