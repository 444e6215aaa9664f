"""What an administrator keeps, by a program."""

import pytest
from django.utils import timezone

from comity.desk.api.tokens import make_token
from comity.desk.hand import Hand
from comity.desk.models import Account, Answered, Channel, Entry
from comity.errors import DeskError
from tests.desk.api.test_api import Caller
from tests.desk.people import NYPD, account

pytestmark = pytest.mark.django_db

SECRET = "a made-up secret of more than 32 characters"


@pytest.fixture
def administrator() -> Caller:
    """An administrator with a token to administer."""
    return Caller(Hand(account("administrator"), timezone.now()))


@pytest.mark.parametrize(("role", "scope"), [("clerk", "administer"), ("administrator", "read")])
def test_a_scope_belongs_to_its_role(db, role, scope):
    """Nobody but an administrator has a token to administer, and an administrator no other."""
    who = account(role)

    with pytest.raises(DeskError, match="no such scope"):
        make_token(who, "example", [scope], Hand(who, timezone.now()))


def test_an_account_that_is_made_has_no_way_in(administrator):
    """It is there with its role, without a password, and no answer that is kept has one."""
    made = administrator.post(
        "/people", {"username": "example-new", "role": "clerk", "agency": NYPD}
    )

    found = Account.objects.get(username="example-new")
    assert (201, found.pk) == (made.status_code, made.json()["number"])
    assert not found.has_usable_password()
    assert "password" not in str(Answered.objects.get().body)


def test_a_name_is_given_once(administrator):
    """A second account of the name is refused, on the page and here."""
    account("clerk", "example-new")

    refused = administrator.post(
        "/people", {"username": "example-new", "role": "lawyer", "agency": NYPD}
    )

    assert 409 == refused.status_code
    assert "clerk" == Account.objects.get(username="example-new").role


def test_an_account_is_closed_placed_and_opened_again(administrator):
    """Closed it gets no other role, and opens again as it was; each change leaves an entry."""
    other = account("clerk")
    place = {"role": "supervisor", "agency": NYPD}

    closed = administrator.delete(f"/people/{other.pk}").json()
    refused = administrator.post(f"/people/{other.pk}/role", place, "example-key-2")
    opened = administrator.post(f"/people/{other.pk}/reopening", {}, "example-key-3").json()
    placed = administrator.post(f"/people/{other.pk}/role", place, "example-key-4").json()

    assert (False, 409, True) == (closed["open"], refused.status_code, opened["open"])
    assert "supervisor" == placed["role"]


def test_nobody_changes_his_own_account(administrator):
    """An administrator cannot close himself out."""
    refused = administrator.delete(f"/people/{administrator.token.account_id}")

    assert 409 == refused.status_code


def test_a_channel_takes_a_secret_and_never_tells_it(administrator, ice):
    """The secret stands in no answer, kept or given."""
    made = administrator.post(
        "/channels",
        {"agency": "us/ice", "kind": "webhook", "to": "https://ice.example/in", "secret": SECRET},
    )
    listed = administrator.get("/agencies")

    assert 201 == made.status_code, made.content
    assert Channel.objects.get(pk=made.json()["number"]).secret
    assert SECRET not in listed.content.decode() + str(Answered.objects.get().body)


def test_a_channel_that_is_closed_leaves_an_entry(administrator, ice):
    """Closed once; closed again nothing happens."""
    number = ice.channels.get().pk

    first = administrator.delete(f"/channels/{number}").json()
    again = administrator.delete(f"/channels/{number}", "example-key-2").json()

    assert ({"done": True}, {"done": False}) == (first, again)
    assert not Channel.objects.get(pk=number).open
    assert 1 == Entry.objects.filter(kind="channel").count()


def test_an_agency_is_entered_and_changed(administrator, db):
    """Entered again it is changed, and a mail address that is none is refused at its field."""
    given = {"code": "us-xx/other", "name": "Example"}

    first = administrator.post("/agencies", given).json()
    again = administrator.post("/agencies", {**given, "name": "Other"}, "example-key-2").json()
    wrong = administrator.post("/agencies", {**given, "mail": "none"}, "example-key-3")

    assert ({"made": True}, {"made": False}) == (first, again)
    assert (422, "mail") == (wrong.status_code, wrong.json()["field"])
