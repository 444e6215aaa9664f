"""Notices and dead letters: what left the agency, and what became of it, read off the receipts.

MUST: "sent" is not "delivered"; a dead letter stands on top until a person has seen to it.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.act import delivery as rules
from comity.desk.access import STAFF, page
from comity.desk.actions import receipts
from comity.desk.actions.retry import retry as queue_again
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Account, Delivery, Receipt
from comity.desk.pages import once, records
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.listed import write_down
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import INPUT, RADIO, hour_input
from comity.desk.pages.words import CONTACTS, DELIVERIES, Words, word
from comity.errors import SealError

A_PAGE: Final = 25
MOST_DEAD: Final = 50

CHANNELS: Final[Words] = {
    "smtp": _("e-mail"),
    "webhook": _("direct link"),
    "sftp": _("file transfer"),
    "paper": _("paper"),
}

KINDS: Final[Words] = {**CONTACTS, "duty-notice": _("letter to the person")}


@agency_time
def notices(request: HttpRequest) -> HttpResponse:
    """What left the agency: dead letters first, then everything, the latest on top."""
    account = records.hand(request).by
    write_down(request, "notices")
    rows = _rows(account)
    shown = Paginator(rows.order_by("-pk"), A_PAGE).get_page(request.GET.get("page"))
    given_up = list(dead(account).order_by("pk")[:MOST_DEAD])
    says = said([*given_up, *shown], account)
    context = {
        "dead": [told(one, says) for one in given_up],
        "rows": [told(one, says) for one in shown],
        "shown": shown,
        "may_retry": account.role == "supervisor",
        "works": account.role in OPENS_SEALED,
    }
    return render(request, "desk/notices/notices.html", context)


def dead(account: Account) -> QuerySet[Delivery]:
    """The dead letters of an agency: given up, and not handed over since by a person."""
    arrived = Receipt.objects.filter(delivery=OuterRef("pk"), outcome=rules.DELIVERED)
    # By their own index first: SQLite would begin with all requests of the agency.
    given_up = Delivery.objects.filter(state="dead").values("pk")
    return _rows(account).filter(~Exists(arrived), pk__in=given_up)


@agency_time
def retry(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a dead letter back in the queue."""
    if request.method != "POST":
        return redirect("notices")
    delivery = _one(request, number)
    form = forms.Form(request.POST)
    form.is_valid()
    act(form, lambda: queue_again(delivery, records.hand(request)))
    if form.errors:
        context = {"form": form, "told": told(delivery, {})}
        return render(request, "desk/notices/refused.html", context)
    return redirect("notices")


class ReceiptForm(forms.Form):
    """What somebody learnt of a message: it arrived, or came back; when, and by whom."""

    outcome = forms.ChoiceField(
        label=_("What became of it?"),
        choices=[
            (rules.DELIVERED, _("It was handed over, or has arrived")),
            (rules.BOUNCED, _("It came back")),
        ],
        widget=forms.RadioSelect(attrs=RADIO),
    )
    at = forms.DateTimeField(label=_("When?"), widget=hour_input())
    who = forms.CharField(
        label=_("By whom?"),
        help_text=_("Who handed it over, or who told you. Not the person whom it is about."),
        max_length=100,
        widget=forms.TextInput(attrs=INPUT),
    )
    since = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """What is yet to come has not arrived."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("at") and data["at"] > timezone.now():
            self.add_error("at", _("This hour is yet to come."))
        return data


@agency_time
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """Enters by hand what became of a message."""
    delivery = _one(request, number)
    found = records.open_request(request, delivery.contact.request_id, "delivery-receipt")
    form = ReceiptForm(request.POST or None, initial={"since": once.seen(found)})
    if request.method == "POST" and form.is_valid():
        hand = records.hand(request)
        if act(form, lambda: _enter(delivery, form.cleaned_data, hand)):
            if hasattr(found.person, "seal"):
                messages.warning(request, _("The person is sealed: by whom and when is not kept."))
            return redirect("notices")
    says = said([delivery], records.hand(request).by)
    context = {"form": form, "told": told(delivery, says), "found": found}
    return render(request, "desk/notices/receipt.html", context)


def _enter(delivery: Delivery, data: dict[str, Any], hand: Hand) -> bool:
    request, said = delivery.contact.request, {"receipt": data["outcome"]}
    with transaction.atomic():
        locked(request)
        said["contact"] = delivery.contact_id
        if not once.posted_before(request, data["since"], "receipt", hand, **said):
            at = timezone.localtime(data["at"]).isoformat(timespec="minutes")
            receipts.enter(delivery, data["outcome"], hand, f"{at}, {data['who']}")
        return True


def _rows(account: Account) -> QuerySet[Delivery]:
    """The deliveries within the walls of an account's agency."""
    return (
        Delivery.objects.filter(contact__request__agency=account.agency)
        .select_related("contact__request", "contact__notice", "channel")
        .prefetch_related("receipts")
    )


def _one(request: HttpRequest, number: int) -> Delivery:
    found = _rows(records.hand(request).by).filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def said(rows: Iterable[Delivery], account: Account) -> dict[int, str]:
    """What the last receipt of each delivery says, for a reader who may open it."""
    if account.role not in OPENS_SEALED:
        return {}
    try:
        return receipts.texts_of(rows)
    except SealError:
        return {}


def told(row: Delivery, says: Mapping[int, str]) -> dict[str, Any]:
    """A delivery as the list shows it; `says` is what the last receipts say."""
    words = [one.outcome for one in row.receipts.all()]
    status = _status(row, words)
    return {
        "row": row,
        "contact": row.contact,
        "kind": word(KINDS, row.contact.kind),
        "channel": word(CHANNELS, row.channel.kind),
        "status": status,
        "status_says": _says(status),
        "last": receipts.last_of(row),
        "last_says": says.get(row.pk, ""),
        "is_dead": row.state == "dead" and rules.DELIVERED not in words,
        "tried": row.tries > 0,
    }


def _status(row: Delivery, words: list[str]) -> str:
    if row.state in ("queued", "sending"):
        return rules.QUEUED
    ended = [row.state] if row.state in (rules.CANCELLED, rules.DEAD) else []
    return rules.status([*words, *ended])


def _says(status: str) -> Promise | str:
    return word(DELIVERIES, status)


urls = [
    page("notices/", notices, "notices", read=STAFF),
    page("deliveries/<int:number>/retry/", retry, "delivery-retry",
         read=("supervisor",), write=("supervisor",)),
    page("deliveries/<int:number>/receipt/", receipt, "delivery-receipt",
         read=OPENS_SEALED, write=OPENS_SEALED),
]  # fmt: skip
