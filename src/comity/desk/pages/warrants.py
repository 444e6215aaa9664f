"""Warrant checks: what the record is, what asking about it would tell, and what was answered.

MUST: what the question tells and what the law says of it stand on the page before the button that
sends it. Silence never confirms, and the page says so.
"""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from comity.act import warrants as rules
from comity.act.warrant_inquiry import LAST_REQUEST
from comity.desk import keys
from comity.desk.access import STAFF, page
from comity.desk.actions import person, warrant
from comity.desk.actions.sign import SIGNING
from comity.desk.actions.standing import locked
from comity.desk.hand import Hand
from comity.desk.models import Request, WarrantCheck
from comity.desk.pages import once, records, warrant_words
from comity.desk.pages.dossier import OPENS_SEALED
from comity.desk.pages.local_time import agency_time
from comity.desk.pages.refusal import act
from comity.desk.pages.warrant_forms import AnswerForm, ClassForm, InquiryForm
from comity.desk.pages.warrant_telling import agency, telling
from comity.errors import ComityError, SealError


@agency_time
def new(request: HttpRequest, number: int) -> HttpResponse:
    """Says what a record is; the law is asked whether its issuer may be asked about it."""
    found = records.open_request(request, number, "warrant-new")
    form = ClassForm(request.POST or None, initial={"since": once.seen(found)})
    if request.method == "POST" and form.is_valid():
        made = act(form, lambda: _classify(found, form, records.hand(request)))
        if made is not None:
            return redirect("warrant", made.pk)
    return render(request, "desk/warrants/new.html", {"found": found, "form": form})


@agency_time
def show(request: HttpRequest, number: int) -> HttpResponse:
    """A check: its class, what asking would tell, its questions and answers, where it stands."""
    check = _open(request, number, "warrant")
    return render(request, "desk/warrants/warrant.html", _shown(request, check))


@agency_time
def ask(request: HttpRequest, number: int) -> HttpResponse:
    """Asks the issuing agency, for the first, second or third time."""
    if request.method != "POST":
        return redirect("warrant", number)
    check = _open(request, number, "warrant-ask")
    form = InquiryForm(request.POST)
    if form.is_valid():
        done = act(form, lambda: _inquire(check, form, records.hand(request)))
        if done is not None:
            return redirect("warrant", check.pk)
    shown = _shown(request, check) | {"ask_form": form}
    return render(request, "desk/warrants/warrant.html", shown)


@agency_time
def answer(request: HttpRequest, number: int) -> HttpResponse:
    """Enters what the issuing agency answered. No answer is never entered."""
    if request.method != "POST":
        return redirect("warrant", number)
    check = _open(request, number, "warrant-answer")
    form = AnswerForm(_numbers(check), request.POST)
    if form.is_valid():
        done = act(form, lambda: _answer(check, form, records.hand(request)))
        if done is not None:
            return redirect("warrant", check.pk)
    shown = _shown(request, check) | {"answer_form": form}
    return render(request, "desk/warrants/warrant.html", shown)


@agency_time
def control_agency(request: HttpRequest, number: int) -> HttpResponse:
    """Enters that the state's control agency was told of the silence; posted twice, once."""
    if request.method == "POST":
        check = _open(request, number, "warrant-control-agency")
        try:
            warrant.told_control_agency(check, records.hand(request))
        except ComityError as error:
            messages.error(request, str(error))
    return redirect("warrant", number)


def _open(request: HttpRequest, number: int, page_name: str) -> WarrantCheck:
    """A check within the walls, about to be read. Raises Http404, ReasonNeeded."""
    within = records.requests_of(records.hand(request).by)
    check = (
        WarrantCheck.objects.filter(pk=number, request__in=within)
        .select_related("decision__request", "by")
        .first()
    )
    if check is None:
        raise Http404
    check.request = records.open_request(request, check.request_id, page_name)
    return check


def _classify(found: Request, form: ClassForm, hand: Hand) -> WarrantCheck:
    """The check of a form; posted twice, it is the same one."""
    data = form.cleaned_data
    said = {"class": data["record_class"], "issuer": data["issuer"]}
    with transaction.atomic():
        locked(found)
        if once.posted_before(found, data["since"], "warrant-check", hand, **said):
            mine = found.checks.filter(by=hand.by, issuer=data["issuer"])
            return mine.filter(record_class=data["record_class"]).latest("pk")
        return warrant.classify(
            found,
            data["record_class"],
            form.told_source,
            data["issuer"],
            hand,
            grounds=tuple(data["grounds"]),
            record=data["record"],
        )


def _inquire(check: WarrantCheck, form: InquiryForm, hand: Hand) -> bool:
    """Asks once: a form that was posted before asks nothing again."""
    with transaction.atomic():
        locked(check.request)
        if check.inquiries.filter(number=form.cleaned_data["number"]).exists():
            return True
        assert check.decision is not None
        override = telling(check.decision, "warrant-inquiry").override
        priority = form.cleaned_data["priority"]
        warrant.inquire(check, priority, form.message(), hand, override=override)
        return True


def _answer(check: WarrantCheck, form: AnswerForm, hand: Hand) -> bool:
    data = form.cleaned_data
    said = {"check": check.pk, "number": data["number"], "answer": data["says"]}
    with transaction.atomic():
        locked(check.request)
        if not once.posted_before(check.request, data["since"], "warrant-check", hand, **said):
            asked = check.inquiries.get(number=data["number"])
            warrant.answer(asked, data["says"], hand, data["until"])
        return True


def _shown(request: HttpRequest, check: WarrantCheck) -> dict[str, Any]:
    """All that the page of a check shows."""
    role, now = records.hand(request).by.role, timezone.now()
    private = _private(check) if role in OPENS_SEALED else None
    numbers, told = _numbers(check), None
    if check.decision is not None:
        told = telling(check.decision, "warrant-inquiry")
    title, explained = warrant_words.CLASSES[check.record_class]
    where = _standing(check, now) if private is not None else {}
    waits = where.get("waits") or where.get("confirmed")
    return {
        "check": check,
        "title": title,
        "explained": explained,
        "private": private,
        "issuer": agency(check.issuer),
        "told": told,
        "standing": where,
        "may_ask": role in OPENS_SEALED and told and told.may_go and not waits,
        "asked": _asked(check, now),
        "noted": check.notes.select_related("by"),
        "last": len(numbers) >= LAST_REQUEST,
        "next": len(numbers) + 1,
        "works": role in OPENS_SEALED,
        "signs": role in SIGNING,
        "ask_form": _ask_form(check, private, numbers),
        "answer_form": _answer_form(check, numbers) if numbers else None,
    }


def _private(check: WarrantCheck) -> dict[str, str] | None:
    """The source and the record's number; None where the person is sealed."""
    try:
        key = keys.key_of(check.request.person)
        private: dict[str, str] = keys.unclose(key, bytes(check.sealed), f"check {check.pk}")
    except SealError:
        return None
    return private


def _standing(check: WarrantCheck, now: datetime) -> dict[str, Any]:
    found = warrant.standing(check, now)
    return {
        "says": warrant_words.says(found, check.record_class),
        "due": found.due,
        "state": found.state,
        "confirmed": found.confirmed,
        "waits": found.state in (rules.WAITING, rules.IN_PROCESS),
        "to_tell": found.state == rules.CONTROL_AGENCY_DUE,
    }


def _asked(check: WarrantCheck, now: datetime) -> list[dict[str, Any]]:
    """The questions with their answers, the first on top."""
    rows = check.inquiries.order_by("number").prefetch_related("answers__by")
    return [
        {
            "row": one,
            "priority": warrant_words.PRIORITIES[one.priority][0],
            "answers": [
                (given, warrant_words.ANSWERS[given.answer][0]) for given in one.answers.all()
            ],
            "overdue": one.due_at <= now,
        }
        for one in rows
    ]


def _numbers(check: WarrantCheck) -> list[int]:
    return [*check.inquiries.order_by("-number").values_list("number", flat=True)]


def _ask_form(
    check: WarrantCheck, private: dict[str, str] | None, numbers: list[int]
) -> InquiryForm | None:
    """The form of the next question, filled with what is on record; None where none can follow."""
    if private is None or check.decision is None or len(numbers) >= LAST_REQUEST:
        return None
    name = person.identity(check.request.person).get("name") or ""
    initial = {
        "number": len(numbers) + 1,
        "rty": "WP",
        "nic": private.get("record", "")[:10],
        "oca": check.request.number,
        "nam": name.upper()[:30],
    }
    return InquiryForm(initial=initial)


def _answer_form(check: WarrantCheck, numbers: list[int]) -> AnswerForm:
    return AnswerForm(numbers, initial={"number": numbers[0], "since": once.seen(check.request)})


urls = [
    page("requests/<int:number>/warrants/new/", new, "warrant-new",
         read=OPENS_SEALED, write=OPENS_SEALED),
    page("warrants/<int:number>/", show, "warrant", read=STAFF),
    page("warrants/<int:number>/ask/", ask, "warrant-ask",
         read=OPENS_SEALED, write=OPENS_SEALED),
    page("warrants/<int:number>/answer/", answer, "warrant-answer",
         read=OPENS_SEALED, write=OPENS_SEALED),
    page("warrants/<int:number>/control-agency/", control_agency, "warrant-control-agency",
         read=OPENS_SEALED, write=OPENS_SEALED),
]  # fmt: skip
