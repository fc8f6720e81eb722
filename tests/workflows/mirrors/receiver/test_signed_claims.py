"""What a push says of itself: read as it was written, and nothing else is read."""

import json
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.mirrors.receiver.claims import Claim, ClaimRefused, Verb, forms_of
from workflows.mirrors.receiver.editions import Held, is_older

numbers = st.integers(0, 4)
digests = st.sampled_from(["", "a", "b"])


@given(st.binary(), st.dictionaries(st.sampled_from([".gz", ".br"]), st.binary()))
def test_a_claim_is_read_as_it_was_written(data, variants):
    claim = Claim(
        Verb.PUT, "/häfen/a b/index.html", 7, 8, "text/html", forms_of(data, variants)
    )
    assert Claim.from_header(claim.to_header()) == claim


def test_the_longest_path_fits_into_a_line_of_any_web_servers():
    path = "/" + "/".join(["漢" * 84] * 12)
    claim = Claim(
        Verb.PUT,
        path,
        2**62,
        2**62,
        "text/html",
        forms_of(b"", {".gz": b"", ".br": b""}),
    )
    assert len(Claim.from_header(claim.to_header()).to_header()) < 8000


GOOD = {
    "do": "put",
    "path": "/a/index.html",
    "edition": 1,
    "seen": 1,
    "type": "text/html",
    "forms": [["", 1, "0" * 64]],
}


@pytest.mark.parametrize(
    "wrong",
    [
        {"do": "chmod"},
        {"do": "flush"},
        {"do": "delete"},
        {"path": "/../a"},
        {"path": "/.masthead/lock"},
        {"path": "/a/index.html.gz"},
        {"path": "/a\\b"},
        {"path": ""},
        {"path": None},
        {"edition": "one"},
        {"edition": None},
        {"forms": []},
        {"forms": [[".gz", 1, "0" * 64]]},
        {"forms": [["", -1, "0" * 64]]},
        {"forms": [["", 1, "../x"]]},
        {"forms": [["", 1, "0" * 64], ["", 1, "0" * 64]]},
        {"forms": [["", 1, "0" * 64], ["/../x", 1, "0" * 64]]},
        {"forms": 1},
    ],
)
def test_what_is_no_claim_is_refused(wrong):
    text = json.dumps(GOOD | wrong)
    with pytest.raises(ClaimRefused):
        Claim.from_header(urlsafe_b64encode(text.encode()).decode())


@pytest.mark.parametrize("header", ["", "!", "bm8=", "W10=", "bnVsbA==", "ä"])
def test_noise_is_refused(header):
    with pytest.raises(ClaimRefused):
        Claim.from_header(header)


@given(st.lists(st.tuples(numbers, numbers, digests), min_size=1))
def test_whatever_the_order_of_arrival_the_newest_edition_stays(arrivals):
    held = None
    for edition, seen, digest in arrivals:
        forms = forms_of(digest.encode(), {}) if digest else ()
        claim = Claim(Verb.DELETE, "/a", edition, seen, forms=forms)
        if not is_older(claim, held):
            held = Held(edition, seen, claim.digest)
    assert held.edition == max(edition for edition, _, _ in arrivals)
