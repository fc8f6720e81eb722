"""Finished bytes outlast a power cut: the disk has them before their name, and that before a row."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from workflows.press.storage import WholeFiles

NAME = "ab/cd/abcd"


def test_bytes_are_on_the_disk_before_they_have_their_name_and_then_so_is_that(
    tmp_path: Path, monkeypatch
):
    place, flush = tmp_path / NAME, os.fsync
    flushed: list[tuple[int, bool]] = []

    def fsync(opened: int) -> None:
        flushed.append((os.fstat(opened).st_ino, place.exists()))
        flush(opened)

    monkeypatch.setattr(os, "fsync", fsync)
    WholeFiles(tmp_path).save(NAME, ContentFile(b"Strike ends"))

    file, folder = place.stat().st_ino, place.parent.stat().st_ino
    assert flushed == [(file, False), (folder, True)]
    assert place.read_bytes() == b"Strike ends"


def test_what_the_disk_does_not_take_never_has_its_name(tmp_path: Path, monkeypatch):
    def broken(_opened: int) -> None:
        raise OSError("Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="Input/output"):
        WholeFiles(tmp_path).save(NAME, ContentFile(b"Strike ends"))
    assert not [place for place in tmp_path.rglob("*") if place.is_file()]
