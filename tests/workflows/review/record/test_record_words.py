"""The words of a reviewed text, and what changed between two: pure functions."""

import json

from workflows.review.record.words import Line, differences, lines


def text(**fields) -> str:
    body = [
        {"type": "paragraph", "value": "<p>The strike is <b>over</b>.</p><p>Crews return.</p>"},
        {"type": "image", "value": {"image": 5, "caption": "Cranes", "alt": None}},
        {"type": "quote", "value": {"text": "We won.", "source": "A docker"}},
    ]  # fmt: skip
    return json.dumps({"title": "Strike ends", "dek": "Monday.", "body": body} | fields)


def test_a_text_reads_line_by_line():
    assert lines(text()) == [
        "Strike ends",
        "Monday.",
        "The strike is over.",
        "Crews return.",
        "Cranes",
        "We won.",
        "A docker",
    ]


def test_a_section_has_a_title_and_an_intro():
    assert lines(json.dumps({"title": "World", "intro": "Abroad."})) == [
        "World",
        "Abroad.",
    ]


def test_two_texts_are_laid_over_each_other():
    found = differences(text(body=[]), text(body=[], dek="Tuesday."))

    assert found == [
        Line(" ", "Strike ends"),
        Line("-", "Monday."),
        Line("+", "Tuesday."),
    ]


def test_texts_that_read_the_same_differ_in_nothing():
    assert differences(text(), text(go_live_at="2026-11-23T12:00:00Z")) == []
