"""Sessions that have ended, which leave no address behind."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from comity.desk.hand import Hand
from comity.desk.sessions import forget_ended
from tests.cli.desk import comity
from tests.desk.pages.sign_in import signed_in

pytestmark = pytest.mark.django_db


def test_a_session_whose_time_is_over_is_forgotten_with_its_address(
    clerk: Hand, lawyer: Hand
) -> None:
    """The one that lasts stays, with its address, and goes on."""
    over, lasting = signed_in(clerk.by), signed_in(lawyer.by)
    for client in (over, lasting):
        assert 200 == client.get("/inbox/").status_code
    key, ago = over.session.session_key, timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=key).update(expire_date=ago)

    assert 1 == forget_ended()
    assert [lawyer.by.pk] == [*UserSession.objects.values_list("user", flat=True)]
    assert [lasting.session.session_key] == [*Session.objects.values_list("pk", flat=True)]
    assert 200 == lasting.get("/inbox/").status_code


def test_the_address_of_a_session_that_was_signed_out_of_is_forgotten(clerk: Hand) -> None:
    """Its session is gone at once; what the library kept of it goes with the next look."""
    client = signed_in(clerk.by)
    client.get("/inbox/")
    client.post("/accounts/logout/")

    forget_ended()

    assert not UserSession.objects.exists()


def test_the_worker_forgets_ended_sessions_once_a_day(clerk: Hand) -> None:
    """With the rest of its daily work, and when it starts."""
    client = signed_in(clerk.by)
    client.get("/inbox/")
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    run = comity("worker", "--once")

    assert 0 == run.code
    assert (0, 0) == (Session.objects.count(), UserSession.objects.count())
