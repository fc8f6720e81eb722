"""Picture rights: the rules, on plain values."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from pages.rights import SOON, Lack, Rights, findings, is_expired

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TIMES = some.timedeltas(timedelta(days=-60), timedelta(days=100)).map(NOW.__add__)
AHEAD = some.timedeltas(timedelta(0), timedelta(days=60))
TEXTS = some.sampled_from(["", " ", "\n", "Ada Lint"])


def found(*, expires_at=None, alt="Cranes", credit="Ada Lint", ahead=timedelta(0)):
    rights = Rights(alt, credit, expires_at)
    return list(findings(rights, now=NOW, goes_live=NOW + ahead))


@given(TEXTS, TEXTS)
def test_a_picture_without_alt_text_or_credit_waits(alt, credit):
    blocking = {finding.field for finding in found(alt=alt, credit=credit)}
    assert blocking == {
        name for name, value in (("alt", alt), ("credit", credit)) if not value.strip()
    }


@given(TIMES, AHEAD)
def test_a_license_that_ends_before_the_story_goes_out_blocks_it(expires_at, ahead):
    blocks = any(one.blocks for one in found(expires_at=expires_at, ahead=ahead))
    assert blocks == (expires_at <= NOW + ahead)


@given(TIMES, AHEAD)
def test_a_license_that_ends_soon_after_is_only_a_warning(expires_at, ahead):
    warned = [one.lack for one in found(expires_at=expires_at, ahead=ahead)]
    is_soon = NOW + ahead < expires_at <= NOW + ahead + SOON
    assert (warned == [Lack.EXPIRES_SOON]) == is_soon


@given(TIMES, AHEAD)
def test_there_is_never_more_than_one_word_about_a_license(expires_at, ahead):
    assert len(found(expires_at=expires_at, ahead=ahead)) <= 1


def test_a_license_without_an_end_never_expires():
    assert found(expires_at=None, ahead=timedelta(days=9999)) == []
    assert not is_expired(None, NOW)


def test_a_license_has_expired_at_its_very_end():
    assert is_expired(NOW, NOW)
    assert not is_expired(NOW, NOW - timedelta(microseconds=1))
