"""Files of items: JSON, lists, JSON Lines; what cannot be read is an entry too."""

from io import BytesIO

import pytest

from pages.ninjs import files
from pages.ninjs.files import entries


def found(text: str | bytes, name: str = "wire.json") -> list[tuple[str, object]]:
    data = text.encode() if isinstance(text, str) else text
    return [
        (
            f"{entry.place} {entry.root}",
            str(entry.problem) if entry.problem else entry.item,
        )
        for entry in entries(BytesIO(data), name)
    ]


def test_one_item_a_list_and_lines_are_told_apart():
    one = '{\n "uri": "a"\n}'
    assert found(one) == [("wire.json $", {"uri": "a"})]
    assert found(f"\n[{one}, 3]") == [
        ("wire.json $[0]", {"uri": "a"}),
        ("wire.json $[1]", 3),
    ]
    lines = '{"uri": "a"}\n\n{"uri": "b"}\n'
    expected = [("wire.json:1 $", {"uri": "a"}), ("wire.json:3 $", {"uri": "b"})]
    assert found(lines) == expected
    assert found(b"\xef\xbb\xbf" + lines.encode()) == expected


def test_a_broken_line_leaves_the_others():
    assert found('{"uri": "a"}\n{"uri": \n{"uri": "c"}\n', "wire.jsonl") == [
        ("wire.jsonl:1 $", {"uri": "a"}),
        (
            "wire.jsonl:2 $",
            (
                "$: this is not JSON: Expecting value at line 2, column 1. "
                "Correct it and import again."
            ),
        ),
        ("wire.jsonl:3 $", {"uri": "c"}),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "$: the file is empty."),
        ('{"a": NaN}', "$: NaN is not JSON. Leave the value out."),
        (b'{"a": "\xff"}', "$: byte 8 is not UTF-8. Save the file as UTF-8."),
        ("[" * 200_000, "$: this JSON is nested too deeply to be a story."),
    ],
)
def test_what_is_no_json_says_why(text, message):
    assert found(text) == [("wire.json $", message)]


def test_a_line_over_the_limit_is_skipped_whole(monkeypatch):
    monkeypatch.setattr(files, "MAX_LINE", 20)
    lines = '{"uri": "a"}\n{"uri": "' + "b" * 90 + '"}\n{"uri": "c"}\n'
    assert found(lines, "wire.jsonl") == [
        ("wire.jsonl:1 $", {"uri": "a"}),
        ("wire.jsonl:2 $", "$: the line is longer than 20 bytes. Split the item."),
        ("wire.jsonl:3 $", {"uri": "c"}),
    ]


def test_a_file_over_the_limit_asks_for_lines(monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert found('[{"uri": "a"}]') == [
        (
            "wire.json $",
            "$: the file is over 10 bytes. Send JSON Lines, one item a line.",
        )
    ]
