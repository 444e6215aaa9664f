"""What is learnt of a delivery, and who can read its words."""

import pytest

from comity.act import delivery as rules
from comity.act.channels.message import Receipt as Sent
from comity.desk import ledger
from comity.desk.actions import contact, receipts, seal
from comity.desk.hand import Hand
from comity.desk.models import Agency, Delivery, Entry, PersonKey, Receipt
from comity.errors import SealError
from comity.record.entry import parse
from tests.desk.conftest import NOW
from tests.desk.people import requested, send_all

pytestmark = pytest.mark.django_db

BOUNCE = "no mailbox for Quisquis Exemplar"


@pytest.fixture
def sent(clerk: Hand, ice: Agency) -> Delivery:
    """A reply that a server took over, with words of its own."""
    told = contact.tell(requested(clerk).decisions.get(), "reply", contact.Content("R", "x"), clerk)
    send_all(NOW, lambda *_: Sent("accepted", "250", "queued for Quisquis"))
    return told.deliveries.get()


def public() -> dict[str, object]:
    """The public part of the last entry of a receipt."""
    body = Entry.objects.filter(kind="receipt").latest("number").body
    return dict(parse(bytes(body)).public)


def test_words_are_sealed_and_opened_with_the_persons_key(sent: Delivery, clerk: Hand) -> None:
    """Those of the worker and those entered by hand; the list shows the last of each delivery."""
    made = receipts.enter(sent, "bounced", clerk, BOUNCE)

    assert ["queued for Quisquis", BOUNCE] == [
        receipts.text_of(one) for one in Receipt.objects.order_by("pk")
    ]
    assert {sent.pk: BOUNCE} == receipts.texts_of([sent])
    assert not any(b"Quisquis" in bytes(one.sealed or b"") for one in Receipt.objects.all())
    assert BOUNCE not in str(vars(made))


def test_the_entry_commits_to_the_words(sent: Delivery, clerk: Hand) -> None:
    """Its public part has the outcome; the words are private to the person's record."""
    receipts.enter(sent, "bounced", clerk, BOUNCE)

    entry = Entry.objects.filter(kind="receipt").latest("number")
    assert {"text": BOUNCE} == ledger.private_of(entry)[1]
    assert "bounced" == public()["receipt"]
    assert BOUNCE.encode() not in bytes(entry.body)


def test_words_open_for_no_other_receipt(sent: Delivery, clerk: Hand) -> None:
    """Words that were put beside another outcome are found to be damaged."""
    made = receipts.enter(sent, "bounced", clerk, BOUNCE)
    made.outcome = rules.DELIVERED

    with pytest.raises(SealError):
        receipts.text_of(made)


def test_a_bounce_after_sealing_is_kept_without_its_words(
    sent: Delivery, clerk: Hand, supervisor: Hand
) -> None:
    """The outcome counts, the entry says that there were words, and nobody can read them."""
    seal.seal(sent.contact.request.person, supervisor, "court-order")
    made = receipts.enter(sent, "bounced", clerk, BOUNCE)

    assert rules.BOUNCED == receipts.status(sent)
    assert (None, "") == (made.sealed, receipts.text_of(made))
    assert (True, "bounced") == (public()["text_given"], public()["receipt"])
    assert {} == receipts.texts_of([sent])


def test_what_a_worker_learns_after_sealing_is_kept_without_its_words(
    sent: Delivery, supervisor: Hand
) -> None:
    """A try that was under way while somebody sealed: its outcome and code stay."""
    seal.seal(sent.contact.request.person, supervisor, "court-order")
    made = receipts.keep(Receipt(delivery=sent, at=NOW, outcome="refused", code="550"), BOUNCE)

    assert ("550", None) == (made.code, made.sealed)


def test_a_receipt_is_kept_where_the_key_is_lost(
    sent: Delivery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That something went out counts, whatever became of the master key."""
    monkeypatch.setenv("COMITY_KEY", "AAAA")
    made = receipts.keep(Receipt(delivery=sent, at=NOW, outcome="refused", code="550"), BOUNCE)

    assert PersonKey.objects.exists()
    assert ("550", None) == (made.code, made.sealed)
