"""An account and its holder in the agency's own directory.

MUST: an account has one way in, a password or the directory; each change of it leaves an entry, and
the entry does not name the holder.
"""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction

from comity.desk import office
from comity.desk.hand import Hand
from comity.desk.models import Account
from comity.errors import DeskError


def link(name: str, subject: str, hand: Hand) -> Account:
    """Ties an account to the directory's `sub` of its holder, in place of any other way in.

    Raises DeskError for an account that there is not, the program's own, or a subject that is
    another account's or none.
    """
    with transaction.atomic():
        found = Account.objects.select_for_update().filter(username=name).first()
        if found is None or found.role == "system":
            raise DeskError(f"{name} is no account that can be tied to a directory")
        _check(found, subject)
        office.untie(found)
        SocialAccount.objects.create(user=found, provider=settings.DIRECTORY, uid=subject)
        found.set_unusable_password()
        found.first_password_until = None
        office.keep_account(found, hand, "tied to the directory")
        return found


def _check(account: Account, subject: str) -> None:
    longest = SocialAccount._meta.get_field("uid").max_length
    if not 0 < len(subject) <= longest or subject != subject.strip():
        raise DeskError(f"{subject!r} is no subject", expected=f"1 to {longest} characters")
    tied = SocialAccount.objects.filter(provider=settings.DIRECTORY, uid=subject)
    if tied.exclude(user=account).exists():
        raise DeskError(f"{subject} is tied to another account", expected="the `sub` of one person")
