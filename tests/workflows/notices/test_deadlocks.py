"""Telling and sending lock the same rows, and never each other."""

import time

import pytest
from django.db import connection, transaction

from tests.together import after, at_once
from tests.workflows.notices.owed import owe
from workflows.notices.claim import put_off_address
from workflows.notices.models import Notice
from workflows.notices.rules import Kind
from workflows.notices.tell import Event, tell

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_address_is_put_off_while_its_notices_are_overtaken(rita):
    failed, first, second = (owe(rita) for _ in range(3))

    @transaction.atomic
    def overtake():
        Notice.objects.filter(pk=second.pk).delete()
        after(0.5, Notice.objects.filter(pk=first.pk).delete)()

    outcomes = at_once(overtake, after(0.2, lambda: put_off_address(failed)))

    assert outcomes == [None, None]
    assert list(Notice.objects.all()) == [failed]


def test_a_kill_is_told_even_if_what_it_overtakes_cannot_be_touched(rita, chioma):
    old = owe(rita, page_id=7)

    @transaction.atomic
    def hold_it():
        Notice.objects.select_for_update().get(pk=old.pk)
        time.sleep(1)

    @transaction.atomic
    def kill():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
        tell(Event(Kind.KILLED, page_id=7))

    assert at_once(hold_it, after(0.3, kill)) == [None, None]
    assert Notice.objects.filter(kind="killed", user=chioma).exists()
