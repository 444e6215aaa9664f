"""An account and its holder in the agency's own directory."""

import pytest
from allauth.socialaccount.models import SocialAccount

from comity.desk import office
from comity.desk.actions import account as accounts
from comity.desk.actions import directory
from comity.desk.hand import Hand
from comity.desk.models import Account, Entry
from comity.errors import DeskError
from comity.record.entry import parse
from tests.desk.people import account

pytestmark = pytest.mark.django_db


def ties() -> list[tuple[str, str]]:
    """Every tie: who, and to whom in the directory."""
    return [*SocialAccount.objects.order_by("pk").values_list("user__username", "uid")]


def test_an_account_is_tied_and_the_entry_does_not_say_to_whom(clerk):
    """The entry has the account's number and what was done, and not the subject."""
    tied = directory.link(clerk.by.username, "s-1047", clerk)
    body = bytes(Entry.objects.latest("number").body)

    assert [("example-clerk", "s-1047")] == ties()
    assert ("tied to the directory", tied.pk) == (
        parse(body).public["what"], parse(body).public["account"],
    )  # fmt: skip
    assert b"s-1047" not in body


def test_a_tied_account_has_no_password(clerk):
    """A first password that nobody used ends too: the directory is the one way in."""
    accounts.first_password(clerk.by, clerk)
    tied = directory.link(clerk.by.username, "s-1047", clerk)

    assert (False, None) == (tied.has_usable_password(), tied.first_password_until)


def test_another_subject_takes_the_place_of_the_first(clerk):
    """A person has one account in the directory."""
    directory.link(clerk.by.username, "s-1047", clerk)
    directory.link(clerk.by.username, "s-1048", clerk)

    assert [("example-clerk", "s-1048")] == ties()


def test_a_password_ends_the_tie(clerk):
    """Where an administrator gives a password, by page or by command, that is the one way in."""
    directory.link(clerk.by.username, "s-1047", clerk)
    accounts.first_password(Account.objects.get(pk=clerk.by.pk), clerk)
    by_page = ties()
    directory.link(clerk.by.username, "s-1047", clerk)
    office.account("example-clerk", "clerk", "us-ny-nyc/nypd", clerk, password="a made up phrase")

    assert ([], []) == (by_page, ties())


def test_another_role_leaves_the_tie(clerk):
    """Who somebody is does not change with what he may do."""
    directory.link(clerk.by.username, "s-1047", clerk)
    other = Hand(account("administrator"), clerk.at)
    office.account("example-clerk", "supervisor", "us-ny-nyc/nypd", other)

    assert [("example-clerk", "s-1047")] == ties()


@pytest.mark.parametrize("subject", ["", " s-1047", "s" * 192, "s-taken"])
def test_a_subject_that_is_none_or_another_persons_is_refused(clerk, subject):
    """Nothing is changed by a subject that no directory can give, or that somebody else has."""
    account("lawyer")
    directory.link("example-lawyer", "s-taken", clerk)

    with pytest.raises(DeskError, match=r"is no subject|is tied to another account"):
        directory.link(clerk.by.username, subject, clerk)
    assert [("example-lawyer", "s-taken")] == ties()


@pytest.mark.parametrize("name", ["nobody", "comity"])
def test_only_an_account_of_a_person_is_tied(clerk, name):
    """The program itself never signs in."""
    Account.objects.get_or_create(username="comity", role="system")

    with pytest.raises(DeskError, match="no account that can be tied"):
        directory.link(name, "s-1047", clerk)
