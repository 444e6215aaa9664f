"""A reply or a notice to whoever asked: what it tells is shown item by item before it goes.

MUST: nothing leaves here but by `contact.tell`, which asks the contact rule again; what it refuses
is shown item by item. Court dates and warrant questions have pages of their own.
"""

from typing import Any, Final

from attrs import frozen
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.act.permit import ALLOWING, permit
from comity.desk import channels
from comity.desk.access import page
from comity.desk.actions import contact
from comity.desk.actions.standing import locked, standing
from comity.desk.hand import Hand
from comity.desk.models import Decision, Override, Request
from comity.desk.pages import fields, once, records, words
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.notices import CHANNELS
from comity.desk.pages.request import WORKING
from comity.errors import ComityError, ContactError
from comity.model.contact import ITEMS, KINDS, discloses

HERE: Final = (
    "reply",
    "release-notice",
    "hold-notice",
    "hand-over",
    "interview-notice",
    "access-notice",
    "information",
)


@frozen
class Told:
    """One item that a contact would tell: meant or told beside it, and why it may not go."""

    says: Promise | str
    meant: bool
    refused: str


class Message(forms.Form):
    """What is said. Which items it tells follows from its kind."""

    seen = fields.Seen()
    kind = forms.ChoiceField(choices=[(one, one) for one in HERE], widget=forms.HiddenInput)
    subject = forms.CharField(
        label=gettext_lazy("Subject"),
        help_text=gettext_lazy("No name: it can be read on the way."),
        max_length=200,
        widget=fields.Text(),
    )
    body = forms.CharField(
        label=gettext_lazy("Message"), max_length=5000, widget=fields.Words({"rows": 8})
    )

    def __init__(
        self, *args: Any, kind: str, overrides: list[Override], ways: list[str], **more: Any
    ) -> None:
        super().__init__(*args, **more)
        if len(ways) > 1:
            self.fields["by"] = forms.ChoiceField(
                label=_("By which channel?"),
                widget=fields.Select(),
                choices=[(one, words.word(CHANNELS, one)) for one in ways],
            )
        if kind == "information":
            self.fields["more"] = forms.MultipleChoiceField(
                label=_("What it tells"),
                widget=fields.Checks,
                choices=[(one, words.word(words.ITEMS, one)) for one in ITEMS],
            )
        if overrides:
            self.fields["override"] = forms.ChoiceField(
                label=_("By an override of the law's answer"),
                required=False,
                widget=fields.Select(),
                choices=[("", _("No: by the decision alone")), *_override_choices(overrides)],
            )


def tell(request: HttpRequest, number: int) -> HttpResponse:
    """Chooses a kind of message (`?kind=`), shows what it tells, and sends it."""
    found = records.open_request(request, number, "tell")
    dossier = Dossier(request.user, found)
    decision = dossier.decision
    if decision is None:
        raise Http404
    kind = request.POST.get("kind") or request.GET.get("kind") or "reply"
    if kind not in HERE:
        raise Http404
    overrides = list(
        found.overrides.filter(recipient=decision.recipient).select_related("by").order_by("pk")
    )
    initial = {"seen": once.seen(found), "kind": kind, **_draft(found, kind, dossier)}
    ways = channels.kinds_to(decision.recipient)
    form = Message(request.POST or None, kind=kind, overrides=overrides, ways=ways, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            _send(found, decision, form.cleaned_data, records.hand(request), overrides)
        except ComityError as error:
            fields.refuse(form, error)
        else:
            messages.success(request, _("It is on its way to %s.") % decision.recipient)
            return redirect("request", number)
    context = {
        "found": found,
        "dossier": dossier,
        "form": form,
        "kind": kind,
        "kinds": [(one, words.CONTACTS[one]) for one in HERE],
        "items": _items(decision, kind, _more(form)),
        "meant_kind": words.CONTACTS[kind],
        "ways": [words.word(CHANNELS, one) for one in ways],
    }
    return render(request, "desk/tell/tell.html", context)


def _more(form: Message) -> tuple[str, ...]:
    """What was ticked beyond what the kind always tells."""
    if "more" not in form.fields or not isinstance(form.data, QueryDict):
        return ()
    return tuple(one for one in form.data.getlist("more") if one in ITEMS)


def _items(decision: Decision, kind: str, more: tuple[str, ...]) -> list[Told]:
    """Every item with the contact rule's word on it alone."""
    stands, meant = standing(decision), {*KINDS[kind][0], *more}
    found = []
    for name in discloses(kind, more):
        refused = ""
        try:
            permit(stands, decision.recipient, [name])
        except ContactError as error:
            refused = _why_not(name, decision) or error.message.rpartition(": ")[2]
        found.append(Told(words.word(words.ITEMS, name), name in meant, refused))
    return found


def _why_not(name: str, decision: Decision) -> str:
    """The law's answer about the act under which an item falls, where that is what keeps it."""
    action = ITEMS[name].action
    outcome = decision.rulings[action]["outcome"] if action else ""
    if not action or outcome in ALLOWING:
        return ""
    return f"{words.word(words.ACTS, action)}: {words.OUTCOMES[outcome]}"


def _send(
    found: Request, decision: Decision, data: dict[str, Any], hand: Hand, rows: list[Override]
) -> None:
    more = tuple(data.get("more") or ())
    chosen = next((one for one in rows if str(one.pk) == data.get("override")), None)
    content = contact.Content(data["subject"], data["body"])
    with transaction.atomic():
        locked(found)
        if not _told_before(found, data, content, hand):
            by = data.get("by") or ""
            contact.tell(decision, data["kind"], content, hand, more=more, override=chosen, by=by)


def _told_before(
    found: Request, data: dict[str, Any], content: contact.Content, hand: Hand
) -> bool:
    """Whether the same form has sent the same words already."""
    later = found.contacts.filter(entry_id__gt=data["seen"], kind=data["kind"], by=hand.by.pk)
    return any(contact.content_of(one) == content for one in later)


def _override_choices(rows: list[Override]) -> list[tuple[str, str]]:
    return [
        (
            str(one.pk),
            f"{one.by.username}: {', '.join(str(words.word(words.ITEMS, i)) for i in one.items)}",
        )
        for one in rows
    ]


def _draft(found: Request, kind: str, dossier: Dossier) -> dict[str, str]:
    """A first wording, which says nothing of the person and decides nothing that is open."""
    subject = _("Your request, our number %s") % found.number
    if kind != "reply":
        return {"subject": subject, "body": ""}
    body = _("Your request was received and answered under the law in force here.")
    held = dossier.answers.get("hold", {}).get("outcome")
    end = {"must": _("It is honoured."), "must-not": _("It is declined.")}.get(held, "")
    return {"subject": subject, "body": f"{body} {end}".strip()}


urls = [page("requests/<int:number>/tell/", tell, "tell", read=WORKING, write=WORKING)]
