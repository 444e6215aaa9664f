"""The second person: signs what another prepared, sends it back, withdraws it, or overrides.

MUST: every one of these asks for a fresh sign-in, and what was typed survives it. What the page
does not offer, the action refuses.
"""

from collections.abc import Callable
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from comity.desk.access import page
from comity.desk.actions import override as overriding
from comity.desk.actions import sign as signing
from comity.desk.actions import withdraw as ending
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Agency, Decision, Request
from comity.desk.pages import acts, fields, once, records, words
from comity.desk.pages.dossier import Dossier
from comity.desk.pages.fresh import fresh_to_write
from comity.errors import ComityError, DeskError
from comity.model.contact import PERSON
from comity.model.decision import MAY, MUST, SILENT

SIGNABLE: Final = (MUST, MAY, SILENT)


class _Form(forms.Form):
    """What all four have: the entry and the decision that the page had seen."""

    seen = fields.Seen()
    decision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class Sign(_Form):
    """The acts that may go ahead."""

    acts = forms.MultipleChoiceField(
        label=gettext_lazy("These may go ahead"),
        widget=fields.Checks,
        error_messages={"required": gettext_lazy("Tick at least one act.")},
    )
    reason = fields.reason(
        gettext_lazy("Needed where the law leaves a doubt or does not say."), required=False
    )

    def __init__(self, *args: Any, answers: dict[str, Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self._doubtful = [name for name, one in answers.items() if _in_doubt(one)]
        self.fields["acts"].choices = [  # type: ignore[attr-defined]
            (name, _label(name, one)) for name, one in answers.items() if one["outcome"] in SIGNABLE
        ]

    def clean(self) -> dict[str, Any]:
        """A doubt is not signed without a reason."""
        data: dict[str, Any] = super().clean() or {}
        doubtful = [one for one in data.get("acts", ()) if one in self._doubtful]
        if doubtful and not data.get("reason", "").strip():
            named = ", ".join(str(words.word(words.ACTS, one)) for one in doubtful)
            self.add_error("reason", _("The law leaves a doubt or does not say: %s. Why?") % named)
        return data


class Back(_Form):
    """Sent back to whoever prepared it."""

    reason = fields.reason(gettext_lazy("Whoever prepared it reads this."))


class Withdraw(_Form):
    """The decision ends."""

    reason = fields.reason()


class Override(_Form):
    """Something may be told all the same."""

    recipient = forms.ChoiceField(label=gettext_lazy("Who may be told"), widget=fields.Select())
    items = forms.MultipleChoiceField(
        label=gettext_lazy("What may be told"),
        widget=fields.Checks,
        choices=list(words.ITEMS.items()),
        error_messages={"required": gettext_lazy("Tick at least one thing.")},
    )
    reason = fields.reason(gettext_lazy("It is reported, with your name."))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        agencies = Agency.objects.exclude(code=PERSON).order_by("code").values_list("code", "name")
        self.fields["recipient"].choices = [  # type: ignore[attr-defined]
            (code, f"{code}: {name}") for code, name in agencies
        ]


_KINDS: Final[dict[str, type[_Form]]] = {
    "sign": Sign,
    "back": Back,
    "withdraw": Withdraw,
    "override": Override,
}


@fresh_to_write
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """The page of the second person; each of its forms is posted here."""
    found = records.open_request(request, number, "sign")
    dossier = Dossier(request.user, found)
    made = _forms(request, found, dossier.decision)
    done = request.POST.get("do", "")
    form = made.get(done) if request.method == "POST" else None
    if form is not None and form.is_valid():
        try:
            said = _DO[done](found, dossier.decision, form.cleaned_data, records.hand(request))
        except ComityError as error:
            fields.refuse(form, error)
            number_now = dossier.decision.pk if dossier.decision else 0
            fields.renew(form, seen=once.seen(found), decision=number_now)
        else:
            messages.success(request, said)
            return redirect("request", number)
    asked, others = acts.of(dossier)
    context = {
        "found": found,
        "dossier": dossier,
        "forms": made,
        "asked": asked,
        "others": others,
        "own": dossier.decision and dossier.decision.prepared_by_id == request.user.pk,
        "changed": _changed(dossier.decision),
    }
    return render(request, "desk/sign/sign.html", context)


def _forms(request: HttpRequest, found: Request, decision: Decision | None) -> dict[str, _Form]:
    """The forms of the page; the one that was posted with what was typed."""
    posted = request.POST.get("do") if request.method == "POST" else None
    since, number = once.seen(found), decision.pk if decision else 0
    made = {}
    for name, kind in _KINDS.items():
        more: dict[str, Any] = {"answers": decision.rulings if decision else {}}
        made[name] = kind(
            request.POST if name == posted else None,
            prefix=name,
            initial={"seen": since, "decision": number, "recipient": found.requester},
            **(more if kind is Sign else {}),
        )
    return made


def _sign(found: Request, decision: Decision | None, data: dict[str, Any], hand: Hand) -> str:
    chosen = list(data["acts"])
    with transaction.atomic():
        locked(found)
        same = {"decision": data["decision"], "verdict": "approved", "actions": chosen}
        if once.posted_before(found, data["seen"], "signature", hand, **same) is None:
            signing.sign(_looked_at(decision, data), hand, chosen, data["reason"])
    text = ngettext(
        "%(n)d act of %(what)s is signed.", "%(n)d acts of %(what)s are signed.", len(chosen)
    )
    return text % {"n": len(chosen), "what": f"D{data['decision']}"}


def _back(found: Request, decision: Decision | None, data: dict[str, Any], hand: Hand) -> str:
    same = {"decision": data["decision"], "verdict": "sent-back"}
    if once.posted_before(found, data["seen"], "signature", hand, **same) is None:
        signing.send_back(_looked_at(decision, data), hand, data["reason"])
    return _("%s is sent back.") % f"D{data['decision']}"


def _withdraw(found: Request, decision: Decision | None, data: dict[str, Any], hand: Hand) -> str:
    same = {"decision": data["decision"]}
    if once.posted_before(found, data["seen"], "withdrawal", hand, **same) is None:
        ending.withdraw(_looked_at(decision, data), hand, data["reason"])
    return _("%s is withdrawn: nothing leaves by it any more.") % f"D{data['decision']}"


def _override(found: Request, _decision: Decision | None, data: dict[str, Any], hand: Hand) -> str:
    to, items = data["recipient"], list(data["items"])
    with transaction.atomic():
        locked(found)
        same = {"recipient": to, "items": items}
        if once.posted_before(found, data["seen"], "override", hand, **same) is None:
            overriding.override(found, to, items, hand, data["reason"])
    return _("The override is on record. Tell it by its number on the page “Reply or tell”.")


_Do = Callable[[Request, Decision | None, dict[str, Any], Hand], str]
_DO: Final[dict[str, _Do]] = {
    "sign": _sign,
    "back": _back,
    "withdraw": _withdraw,
    "override": _override,
}


def _looked_at(decision: Decision | None, data: dict[str, Any]) -> Decision:
    """The decision that stands, if it is the one that was shown. Raises DeskError."""
    if decision is None or decision.pk != data["decision"]:
        what = _("another decision stands by now than the one that you looked at")
        raise DeskError(what, expected=_("the present one to be read first; your words are kept"))
    return decision


def _in_doubt(ruling: dict[str, Any]) -> bool:
    return bool(ruling["review"]) or ruling["outcome"] == SILENT


def _label(name: str, ruling: dict[str, Any]) -> str:
    label = f"{words.word(words.ACTS, name)} ({words.OUTCOMES[ruling['outcome']]})"
    return _("%s: in doubt, needs your reason") % label if _in_doubt(ruling) else label


def _changed(decision: Decision | None) -> list[tuple[Any, Any, Any]]:
    """What is another answer than that of the decision before."""
    if decision is None:
        return []
    return [
        (
            words.word(words.ACTS, one["action"]),
            words.OUTCOMES[one["was"]],
            words.OUTCOMES[one["is"]],
        )
        for one in decision.changed
    ]


urls = [
    page(
        "requests/<int:number>/sign/",
        sign,
        "sign",
        read=signing.SIGNING,
        write=signing.SIGNING,
    )
]
