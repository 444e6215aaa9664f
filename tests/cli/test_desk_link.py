"""An account is tied to its holder in the agency's directory by command."""

import pytest
from allauth.socialaccount.models import SocialAccount

from tests.cli.desk import comity

ADMIN = ("--as", "example-administrator")


@pytest.mark.usefixtures("desk")
def test_an_account_is_tied_by_command():
    """The administrator names the account and the directory's subject."""
    run = comity("desk", "link", "example-clerk", "--subject", "s-1047", *ADMIN)

    assert (0, True) == (run.code, "signs in by the agency's directory" in run.out)
    assert "example-clerk" == SocialAccount.objects.get(uid="s-1047").user.username


@pytest.mark.usefixtures("desk")
def test_only_an_administrator_ties():
    """A clerk is refused, and nothing is tied."""
    run = comity("desk", "link", "example-lawyer", "--subject", "s-1", "--as", "example-clerk")

    assert (2, False) == (run.code, SocialAccount.objects.exists())
