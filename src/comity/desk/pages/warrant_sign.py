"""The second person signs a question to another agency, or sends it back.

The decision on a request itself is signed on its own page (`pages.sign`); this one is for those of
a warrant check or an immigration alien query. MUST: it asks for a fresh sign-in, and whoever
prepared the decision does not sign it.
"""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from comity.desk.access import page
from comity.desk.actions import sign as signing
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Decision, WarrantCheck
from comity.desk.pages import once, records
from comity.desk.pages.fresh import fresh_to_write
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.sign import Back, Sign
from comity.desk.pages.warrant_telling import telling


@fresh_to_write
@agency_time
def sign(request: HttpRequest, number: int) -> HttpResponse:
    """What the question would tell, and the two buttons of the second person."""
    decision = _open(request, number)
    forms = {
        "sign": _form(Sign, "sign", request, decision),
        "back": _form(Back, "back", request, decision),
    }
    form, hand = forms.get(request.POST.get("do", "")), records.hand(request)
    if form is not None and form.is_valid():
        data = form.cleaned_data
        done = _signed if form.prefix == "sign" else _sent_back
        if act(form, lambda: done(decision, data, hand)):
            messages.success(request, _said(form.prefix, decision))
            return redirect(*_question(decision))
    context = {
        "decision": decision,
        "found": decision.request,
        "forms": forms,
        "told": telling(decision, decision.question),
        "own": decision.prepared_by_id == hand.by.pk,
        "back_to": _question(decision),
    }
    return render(request, "desk/warrants/sign.html", context)


def _open(request: HttpRequest, number: int) -> Decision:
    """A decision on a question, within the walls. Raises Http404, ReasonNeeded."""
    within = records.requests_of(records.hand(request).by)
    found = (
        Decision.objects.filter(pk=number, request__in=within)
        .exclude(question="request")
        .select_related("prepared_by")
        .first()
    )
    if found is None:
        raise Http404
    found.request = records.open_request(request, found.request_id, "warrant-sign")
    return found


def _form(kind: type[Any], name: str, request: HttpRequest, decision: Decision) -> Any:
    """The form with what was typed, if it is the one that was posted."""
    posted = request.method == "POST" and request.POST.get("do") == name
    needed = telling(decision, decision.question).to_sign
    answers = {one: decision.rulings[one] for one in needed}
    return kind(
        request.POST if posted else None,
        prefix=name,
        initial={"seen": once.seen(decision.request), "decision": decision.pk},
        **({"answers": answers} if kind is Sign else {}),
    )


def _signed(decision: Decision, data: dict[str, Any], hand: Hand) -> bool:
    same = {"decision": decision.pk, "verdict": "approved", "actions": list(data["acts"])}
    with transaction.atomic():
        locked(decision.request)
        if not once.posted_before(decision.request, data["seen"], "signature", hand, **same):
            signing.sign(decision, hand, data["acts"], data["reason"])
        return True


def _sent_back(decision: Decision, data: dict[str, Any], hand: Hand) -> bool:
    same = {"decision": decision.pk, "verdict": "sent-back"}
    with transaction.atomic():
        locked(decision.request)
        if not once.posted_before(decision.request, data["seen"], "signature", hand, **same):
            signing.send_back(decision, hand, data["reason"])
        return True


def _said(done: str | None, decision: Decision) -> str:
    text = _("%s is signed.") if done == "sign" else _("%s is sent back.")
    return text % decision


def _question(decision: Decision) -> tuple[str, int]:
    """The page of the question that the decision is about: its name and number."""
    check = WarrantCheck.objects.filter(decision=decision).order_by("-pk").first()
    return ("warrant", check.pk) if check else ("alien-query", decision.request_id)


urls = [
    page("decisions/<int:number>/sign/", sign, "warrant-sign",
         read=signing.SIGNING, write=signing.SIGNING),
]  # fmt: skip
