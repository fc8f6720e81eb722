"""I'm on it: soft, half an hour at a time, gone with the decision."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.together import at_once
from workflows.desk import claims
from workflows.desk.errors import SomebodyIsOnIt
from workflows.desk.models import Claim
from workflows.review import verbs

NOW = timezone.now()


@pytest.mark.django_db
def test_a_claim_lasts_half_an_hour_and_then_anybody_gets_it(ed, edna):
    claims.claim(7, user=ed, now=NOW)
    with pytest.raises(SomebodyIsOnIt):
        claims.claim(7, user=edna, now=NOW + timedelta(minutes=29))
    assert Claim.objects.get().user == ed
    claims.claim(7, user=edna, now=NOW + timedelta(minutes=30))
    held = Claim.objects.get()
    assert (held.user, held.at) == (edna, NOW + timedelta(minutes=30))


@pytest.mark.django_db
def test_renewing_keeps_since_when(ed):
    claims.claim(7, user=ed, now=NOW)
    later = NOW + timedelta(minutes=20)
    claims.claim(7, user=ed, now=later)
    held = Claim.objects.get()
    assert (held.at, held.until) == (NOW, later + claims.LASTS)


@pytest.mark.django_db
def test_only_who_holds_it_gives_it_back(ed, edna):
    claims.claim(7, user=ed)
    claims.release(7, user=edna)
    assert Claim.objects.exists()
    claims.release(7, user=ed)
    assert not Claim.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("decide", [verbs.approve, verbs.send_back, verbs.cancel])
def test_a_decision_ends_the_claim_and_a_claim_stops_nobody(
    decide, ed, edna, submitted
):
    page = submitted()
    claims.claim(page.pk, user=edna)
    said = {} if decide is verbs.cancel else {"comment": "Fine."}
    decide(page, user=ed, **said)
    assert not Claim.objects.exists()


@pytest.mark.django_db
def test_opening_the_story_renews_the_claim_and_others_are_told(
    ed, edna, submitted, at_desk
):
    page = submitted()
    claims.claim(page.pk, user=edna, now=timezone.now() - timedelta(minutes=20))
    before = Claim.objects.get().until
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    told = at_desk(ed).get(url).content.decode()
    assert "edna is on it since" in told
    assert Claim.objects.get().until == before

    assert "is on it since" not in at_desk(edna).get(url).content.decode()
    assert Claim.objects.get().until > before


@pytest.mark.django_db
def test_claiming_from_a_card_and_being_told_that_somebody_was_quicker(
    ed, edna, submitted, at_desk
):
    page = submitted()
    url, json = reverse("board:claim", args=[page.pk]), {"Accept": "application/json"}
    first, second = (at_desk(user).post(url, headers=json) for user in (edna, ed))
    assert (first.status_code, second.status_code) == (200, 409)
    assert second.json()["said"].startswith("edna is on it.")
    assert Claim.objects.get().user == edna


@pytest.mark.django_db
def test_who_may_not_decide_claims_nothing(rita, submitted, at_desk):
    page = submitted()
    answer = at_desk(rita).post(reverse("board:claim", args=[page.pk]), follow=True)
    assert "Only who may decide about this story" in answer.content.decode()
    assert not Claim.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_claims_at_once_exactly_one_wins(ed, edna):
    for page_id in range(6):
        if page_id % 2:  # a lapsed one lies there
            claims.claim(page_id, user=ed, now=timezone.now() - timedelta(hours=1))
        answers = at_once(
            lambda key=page_id: claims.claim(key, user=ed),
            lambda key=page_id: claims.claim(key, user=edna),
        )
        lost = [answer for answer in answers if isinstance(answer, SomebodyIsOnIt)]
        assert len(lost) == 1, answers
        winner = (ed, edna)[answers.index(lost[0]) - 1]
        assert Claim.objects.get(page_id=page_id).user == winner
