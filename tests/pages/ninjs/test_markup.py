"""An agency's HTML becomes clean blocks."""

import pytest

from pages.ninjs.markup import blocks


def paragraphs(html: str) -> str:
    (block,) = blocks(html)
    assert block["type"] == "paragraph"
    return block["value"]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", "<p>One.</p><p>Two.</p>"),
        ("<body><div><p>One.</p></div> loose</body>", "<p>One.</p><p>loose</p>"),
        ("<p>a <strong>b</strong> <em>c</em></p>", "<p>a <b>b</b> <i>c</i></p>"),
        ("<p>a</p><ul><li>b</li></ul>", "<p>a</p><ul><li>b</li></ul>"),
        ("<p>AT&amp;T &lt;b&gt;</p>", "<p>AT&amp;T &lt;b&gt;</p>"),
        ("<p>one</p><p>&nbsp;</p><p></p><hr>", "<p>one</p>"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>"),
        ('<p onclick="x()" class="c" style="color:red">a</p>', "<p>a</p>"),
        ('<p><a href="https://e.example/" onclick="x">a</a></p>', '<p><a href="https://e.example/">a</a></p>'),
        ('<p><a href="javascript:alert(1)">a</a></p>', "<p><a>a</a></p>"),
        ('<p>a<iframe src="https://e.example"></iframe><svg onload=x></svg></p>', "<p>a</p>"),
        ("<blockquote>No speaker.</blockquote>", "<p>No speaker.</p>"),
    ],
)  # fmt: skip
def test_paragraphs_keep_only_what_the_editor_writes(html, expected):
    assert paragraphs(html) == expected


def test_headings_cut_the_text():
    assert blocks("<p>a</p><h2>The <b>quay</b></h2><p>b</p>") == [
        {"type": "paragraph", "value": "<p>a</p>"},
        {"type": "heading", "value": "The quay"},
        {"type": "paragraph", "value": "<p>b</p>"},
    ]


def test_a_heading_too_long_for_one_is_a_bold_paragraph():
    assert paragraphs(f"<h2>{'word ' * 40}</h2>").startswith("<p><b>word word")


@pytest.mark.parametrize(
    "html",
    [
        (
            '<blockquote cite="https://e.example/s"><p>We wait.</p>'
            "<footer>— <cite>Mara Lindqvist</cite>, harbor master</footer></blockquote>"
        ),
        (
            '<figure><blockquote cite="https://e.example/s">We wait.</blockquote>'
            "<figcaption>Mara Lindqvist, harbor master</figcaption></figure>"
        ),
    ],
)
def test_a_quote_with_a_speaker_is_a_quote_block(html):
    assert blocks(html) == [
        {
            "type": "quote",
            "value": {
                "text": "We wait.",
                "speaker": "Mara Lindqvist",
                "speaker_role": "harbor master",
                "source_url": "https://e.example/s",
            },
        }
    ]


def test_pictures_are_taken_out_of_the_text_with_their_caption():
    html = (
        '<p>Before <img src="a.jpg" alt="A crane"> it</p>'
        '<figure><img src="b.jpg"><figcaption>The quay</figcaption></figure>'
    )
    assert blocks(html) == [
        {"type": "image", "value": {"src": "a.jpg", "alt": "A crane", "caption": ""}},
        {"type": "paragraph", "value": "<p>Before it</p>"},
        {"type": "image", "value": {"src": "b.jpg", "alt": "", "caption": "The quay"}},
    ]


def test_a_table_keeps_its_head_and_is_made_even():
    html = (
        "<table><caption>Ships</caption><tr><th>Day</th><th>In</th></tr>"
        "<tr><td>Mon</td><td>6</td></tr><tr><td>Tue</td></tr></table>"
    )
    (block,) = blocks(html)
    assert block["value"]["data"] == [["Day", "In"], ["Mon", "6"], ["Tue", ""]]
    assert block["value"]["table_caption"] == "Ships"
    assert block["value"]["table_header_choice"] == "row"


def test_nothing_is_nothing():
    assert blocks("<p> </p><script>x</script>") == []
