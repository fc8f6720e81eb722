"""Who is told what and when: the tables, and quiet hours by anybody's clock."""

import hmac
import re
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.house.sources import read
from workflows.notices import backoff, slack
from workflows.notices.rules import (
    ALWAYS,
    AT_ONCE,
    OVERTAKES,
    TOLD,
    Kind,
    Quiet,
    after_quiet,
    names_in,
    when,
)
from workflows.notices.words import LABELS, SENTENCES
from workflows.signing import is_signed, key_of, signed_headers

ZONES = ["UTC", "Europe/Lisbon", "America/St_Johns", "Pacific/Auckland", "Asia/Kolkata"]
START = datetime(2025, 1, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=730)).map(START.__add__)
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
quiets = st.builds(Quiet, hours, hours, st.sampled_from(ZONES).map(ZoneInfo))
kinds = st.sampled_from(list(Kind))
muted = st.sets(kinds)


def is_quiet(moment, quiet):
    """The same rule said in another way: count the minutes since the quiet hours began."""
    clock = moment.astimezone(quiet.zone)
    minutes = clock.hour * 60 + clock.minute
    start, end = (at.hour * 60 + at.minute for at in (quiet.start, quiet.end))
    return (minutes - start) % 1440 < (end - start) % 1440


def test_every_kind_has_readers_a_name_and_a_sentence():
    assert set(TOLD) == set(LABELS) == set(SENTENCES) == set(Kind)


def test_every_kind_is_in_the_page_about_notices_with_those_who_are_told():
    rows = re.findall(
        r"^\| `([a-z -]+)` \| ([^|]*) \|", read("docs/notices.md"), re.MULTILINE
    )
    documented = {kind: set(re.findall(r"\w+", who)) for kind, who in rows}
    assert documented == {kind: {str(who) for who in TOLD[kind]} for kind in Kind}


def test_nothing_overtakes_what_all_must_know_but_a_kill_a_withdrawal():
    for kind, overtaken in OVERTAKES.items():
        assert overtaken & ALWAYS == (
            {Kind.WITHDRAWN} if kind == Kind.KILLED else set()
        )


@given(kind=kinds, now=moments, muted=muted, quiet=quiets | st.none())
def test_quiet_hours_wait_and_opt_outs_hold_but_not_for_kills(kind, now, muted, quiet):
    hour = when(kind, now=now, muted=muted, quiet=quiet)

    if kind in ALWAYS:
        assert hour == now
    elif kind in muted:
        assert hour is None
    elif kind in AT_ONCE or quiet is None or not is_quiet(now, quiet):
        assert hour == now
    else:
        assert now < hour <= now + timedelta(hours=25)  # a clock may be put back


@given(now=moments, quiet=quiets)
def test_what_waited_goes_when_the_quiet_hours_end_and_not_later(now, quiet):
    hour = after_quiet(now, quiet)
    assume(hour != now)
    here = hour.astimezone(quiet.zone)
    # An hour that the clock leaves out in spring is read an hour later.
    assume(here.utcoffset() == now.astimezone(quiet.zone).utcoffset())

    assert here.time() == quiet.end
    assert after_quiet(hour, quiet) == hour


@pytest.mark.parametrize(
    ("at", "until"),
    [("21:59", "21:59"), ("22:00", "07:00"), ("03:00", "07:00"), ("07:00", "07:00")],
)
def test_quiet_hours_over_midnight_end_in_the_morning(at, until):
    quiet = Quiet(time(22), time(7), ZoneInfo("Europe/Lisbon"))
    now = datetime.fromisoformat(f"2026-11-23T{at}+00:00")

    hour = after_quiet(now, quiet)

    assert hour.strftime("%H:%M") == until
    assert hour - now < timedelta(hours=9, minutes=1)


@given(attempts=st.integers(1, 200), urgent=st.booleans(), jitter=st.floats(0.8, 1.2))
def test_a_failure_waits_longer_each_time_up_to_its_cap(attempts, urgent, jitter):
    wait = backoff.wait(attempts, urgent=urgent, jitter=jitter)

    assert timedelta(seconds=4) <= wait <= timedelta(seconds=60 if urgent else 600)
    assert wait <= backoff.wait(attempts + 1, urgent=urgent, jitter=jitter)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@ed please look", {"ed"}),
        ("Ask @edna, or @ed.", {"edna", "ed", "ed."}),
        ("(@ed.stone)", {"ed.stone"}),
        ("write to ed@courier.example", set()),
        ("ed @ night", set()),
        ("@müller! @ed@night", {"müller", "ed@night"}),
    ],
)
def test_a_mention_is_an_at_sign_and_a_user_name(text, names):
    assert names_in(text) == names


@given(st.text())
def test_nothing_in_a_headline_is_markup_to_slack(said):
    text = slack.text(said, "https://cms.example/?a=1&b=2")

    left, link = text.rsplit(" <", 1)
    assert not set("<>") & set(left)
    assert link == "https://cms.example/?a=1&amp;b=2|Masthead>"
    unescaped = left.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert unescaped == said


def test_the_signature_is_that_of_standard_webhooks():
    """The example of the specification's own libraries."""
    headers = signed_headers(
        b'{"test": 2432232314}',
        message_id="msg_p5jXN8AQM9LWM0D4loKWxJek",
        timestamp=1614265330,
        secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    )

    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("secret", ["whsec_", "whsec_c2hvcnQ=", "whsec_no base64!"])
def test_a_signing_secret_that_is_none_is_refused(secret):
    with pytest.raises(ValueError, match=r"base64|bytes"):
        key_of(secret)


def test_a_signature_is_good_for_its_body_its_id_and_its_time_only():
    secret, other = ("whsec_" + one * 32 for one in "AB")
    headers = signed_headers(b"5.x", message_id="msg_1", timestamp=1000, secret=secret)

    def good(body=b"5.x", *, secrets=(secret,), now=1000, **changed):
        named = {f"webhook-{name}": text for name, text in changed.items()}
        return is_signed(body, {**headers, **named}, secrets=secrets, now=now)

    assert good()
    assert good(secrets=[other, secret], now=1300)
    assert good(signature=f"v1,AAAA {headers['webhook-signature']}")
    assert not good(b"5.y")
    assert not good(secrets=[other])
    assert not good(secrets=[])
    assert not good(now=1301)
    assert not good(now=699)
    assert not good(id="msg_2")
    assert not good(timestamp="1001")
    assert not good(timestamp="١٠٠٠")
    assert not good(signature="")
    assert not good(timestamp="1" * 5000)
    assert not good(timestamp="0" * 5000 + "1000")
    assert not good(b"x", id="msg_1.1000", timestamp="5", now=5)


def test_a_stranger_does_not_choose_how_much_is_reckoned(monkeypatch):
    secret = "whsec_" + "A" * 32
    body = bytes(10_000)
    headers = signed_headers(body, message_id="msg_1", timestamp=1000, secret=secret)
    reckoned = []
    real = hmac.new

    def counted(*given):
        reckoned.append(given)
        return real(*given)

    monkeypatch.setattr(hmac, "new", counted)

    def good(signatures):
        given = {**headers, "webhook-signature": " ".join(signatures)}
        return is_signed(body, given, secrets=[secret], now=1000)

    true = headers["webhook-signature"]
    assert good(["v1,no"] * 7 + [true])
    assert not good(["v1,no"] * 8 + [true])
    assert not good([" "] * 65536)
    assert len(reckoned) == 3
