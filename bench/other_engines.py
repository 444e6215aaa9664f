"""The rule of the benchmark in the tongues of other engines: CEL twice, Rego and Cedar.

A case is JSON here: a day is the number yyyymmdd, so that five years before are 50000 less, and an
instant is its second. Each engine is measured twice. *As called*: the facts of a case go in as
plain values, and the schedule stands in the text that is compiled once. *Prepared*: what the engine
makes of the facts is made before the clock starts, too, in the fastest way that it offers.
"""

import json
from datetime import date
from typing import Any

import cedarpy
import cel
import celpy
import regopy
from celpy.adapter import json_to_cel

from bench.engines import ACTIONS, Engine, listed
from comity.model.case import Case, Conviction


def _number(day: date | None) -> int:
    assert day is not None
    return day.year * 10000 + day.month * 100 + day.day


def _seconds(instant: Any) -> int:
    return int(instant.timestamp())


def as_json(case: Case) -> dict[str, Any]:
    """The facts that the rule reads, as plain values."""
    return {
        "request": {
            "kind": case.request.kind,
            "received_at": _seconds(case.request.received_at),
            "instruments": [
                {"kind": i.kind, "issuer": i.issuer, "presented_at": _seconds(i.presented_at)}
                for i in case.request.instruments or ()
            ],
        },
        "custody": {"arrested": _number(case.custody.arrested)},
        "person": {
            "watchlist_match": case.person.watchlist_match,
            "reentered_after_removal": case.person.reentered_after_removal,
            "convictions": [_conviction(one) for one in case.person.convictions or ()],
        },
    }


def _conviction(one: Conviction) -> dict[str, Any]:
    keys = ("code", "section", "grade", "sentenced", "youthful_offender", "qualifies")
    return {key: getattr(one, key) for key in keys} | {"judgment": _number(one.judgment)}


# CEL


_WARRANT = (
    'request.instruments.exists(i, i.kind == "judicial-warrant"'
    ' && i.issuer in ["article-iii-judge", "us-magistrate-judge"]'
    " && i.presented_at <= request.received_at)"
)
_COUNTS = (
    'c.sentenced && !c.youthful_offender && c.grade == "felony"'
    ' && ((c.code == "NY PL" && c.section in listed) || c.qualifies)'
)
_BOTH = (
    f"({_WARRANT} && (person.watchlist_match || person.convictions.exists(c, {_COUNTS}"
    " && c.judgment >= custody.arrested - 50000)))"
)
_HOLD = (
    f"({_BOTH} || person.watchlist_match"
    f" || (person.reentered_after_removal && person.convictions.exists(c, {_COUNTS})))"
)
CEL = (
    'request.kind != "detainer" ? ["silent", "silent"]'
    f' : {_BOTH} ? ["may", "may"] : {_HOLD} ? ["may", "must-not"] : ["must-not", "must-not"]'
)


def _with_schedule(case: Case) -> dict[str, Any]:
    # A map is looked up, a list is searched.
    return as_json(case) | {"listed": dict.fromkeys(listed(), True)}


def _with_the_list(text: str) -> str:
    """The rule with the schedule written into it."""
    return text.replace("c.section in listed", f"c.section in {json.dumps(listed())}")


def cel_rust_as_called() -> Engine:
    """`common-expression-language`: one compiled program; the facts of a case as a mapping."""
    return Engine("CEL (cel-rust)", as_json, cel.compile(_with_the_list(CEL)).execute)


def cel_python_as_called() -> Engine:
    """`cel-python`: one program; the facts of a case as JSON values."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(_with_the_list(CEL)))

    def answer(facts: dict[str, Any]) -> Any:
        return program.evaluate({key: json_to_cel(value) for key, value in facts.items()})

    return Engine(
        "CEL (cel-python)", as_json, answer, lambda found: tuple(str(one) for one in found)
    )


def cel_rust() -> Engine:
    """`common-expression-language`: one compiled program, a context made for each case."""
    program = cel.compile(CEL)
    return Engine(
        "CEL (cel-rust), prepared",
        lambda case: cel.Context(_with_schedule(case)),
        program.execute,
    )


def cel_python() -> Engine:
    """`cel-python`: interpreted, since its compiler (0.5.0) fails on `exists`."""
    environment = celpy.Environment()
    program = environment.program(environment.compile(CEL))

    def prepare(case: Case) -> dict[str, Any]:
        return {key: json_to_cel(value) for key, value in _with_schedule(case).items()}

    return Engine(
        "CEL (cel-python), prepared",
        prepare,
        program.evaluate,
        lambda found: tuple(str(one) for one in found),
    )


# Rego


REGO = """
package comity

import rego.v1

detainer if input.request.kind == "detainer"

warranted if {
  some i in input.request.instruments
  i.kind == "judicial-warrant"
  i.issuer in {"article-iii-judge", "us-magistrate-judge"}
  i.presented_at <= input.request.received_at
}

on_the_list(c) if { c.code == "NY PL"; data.listed[c.section] }
on_the_list(c) if c.qualifies

counts(c) if { c.sentenced; not c.youthful_offender; c.grade == "felony"; on_the_list(c) }

recent if {
  some c in input.person.convictions
  counts(c)
  c.judgment >= input.custody.arrested - 50000
}

ever if { some c in input.person.convictions; counts(c) }

with_warrant if { warranted; input.person.watchlist_match }
with_warrant if { warranted; recent }
without if input.person.watchlist_match
without if { input.person.reentered_after_removal; ever }

answer := ["may", "may"] if { detainer; with_warrant }
else := ["may", "must-not"] if { detainer; without }
else := ["must-not", "must-not"] if detainer
else := ["silent", "silent"]
"""


def rego(*, prepared: bool) -> Engine:
    """`regopy`: policy and schedule built into one bundle."""
    builder = regopy.Interpreter()
    builder.add_module("comity", REGO)
    builder.add_data({"listed": dict.fromkeys(listed(), True)})
    bundle = builder.build("data.comity.answer")
    runner = regopy.Interpreter()

    def answer(facts: Any) -> Any:
        runner.set_input(facts if prepared else regopy.Input(facts))
        return runner.query_bundle(bundle)[0].expressions[0]

    if prepared:
        return Engine("Rego (regopy), prepared", lambda case: regopy.Input(as_json(case)), answer)
    return Engine("Rego (regopy)", as_json, answer)


# Cedar has no loop: papers and convictions have numbered places, and the rule is written out for
# each. A denial without a reason is silence.


_PLACES = {"i": (1, 2), "c": (1, 2, 3, 4)}


def _any(letter: str, condition: str) -> str:
    each = (
        f"(resource has {letter}{n} && {condition.replace('@', f'resource.{letter}{n}')})"
        for n in _PLACES[letter]
    )
    return "(" + " || ".join(each) + ")"


def cedar_policies(crimes: str) -> str:
    """The rule as two permissions and two prohibitions; `crimes` is the text of the schedule."""
    counts = (
        '@.sentenced && !@.youthful_offender && @.grade == "felony" && '
        f'((@.code == "NY PL" && {crimes}.contains(@.section)) || @.qualifies)'
    )
    warrant = _any(
        "i",
        '@.kind == "judicial-warrant" && '
        '["article-iii-judge", "us-magistrate-judge"].contains(@.issuer) && '
        "@.presented_at <= resource.received_at",
    )
    recent = _any("c", f"{counts} && @.judgment >= resource.arrested - 50000")
    both = f"{warrant} && (resource.watchlist_match || {recent})"
    alone = f"resource.watchlist_match || (resource.reentered && {_any('c', counts)})"
    detainer = 'resource.kind == "detainer"'
    hold, notify = 'action == Action::"hold"', 'action == Action::"notify_release"'
    return f"""
    permit(principal, action, resource) when {{ {detainer} && {both} }};
    permit(principal, {hold}, resource) when {{ {detainer} && ({alone}) }};
    forbid(principal, {hold}, resource) when {{ {detainer} }} unless {{ ({both}) || {alone} }};
    forbid(principal, {notify}, resource) when {{ {detainer} }} unless {{ {both} }};
    """


def _cedar_facts(case: Case, *more: object) -> str:
    facts = as_json(case)
    person, request = facts["person"], facts["request"]
    attributes = {
        "kind": request["kind"],
        "received_at": request["received_at"],
        "arrested": facts["custody"]["arrested"],
        "watchlist_match": person["watchlist_match"],
        "reentered": person["reentered_after_removal"],
    }
    attributes |= {f"i{n}": one for n, one in enumerate(request["instruments"], start=1)}
    attributes |= {f"c{n}": one for n, one in enumerate(person["convictions"], start=1)}
    asked = {"uid": {"type": "Case", "id": "case"}, "attrs": attributes, "parents": []}
    return json.dumps([asked, *more])


_LAW = {"uid": {"type": "Law", "id": "bench"}, "attrs": {"listed": listed()}, "parents": []}


def cedar(*, prepared: bool) -> Engine:
    """`cedarpy`: policies parsed once; a case is an entity, if prepared parsed beforehand."""
    crimes = 'Law::"bench".listed' if prepared else json.dumps(listed())
    policies = cedarpy.PolicySet.from_str(cedar_policies(crimes))
    requests = [
        {
            "principal": {"type": "Agency", "id": "police"},
            "action": {"type": "Action", "id": action},
            "resource": {"type": "Case", "id": "case"},
        }
        for action in ACTIONS
    ]

    def answer(facts: Any) -> list[str]:
        return [
            "may" if one.allowed else "must-not" if one.diagnostics.reasons else "silent"
            for one in cedarpy.is_authorized_batch(requests, policies, facts)
        ]

    if not prepared:
        return Engine("Cedar (cedarpy)", _cedar_facts, answer)
    return Engine(
        "Cedar (cedarpy), prepared",
        lambda case: cedarpy.Entities.from_json_str(_cedar_facts(case, _LAW)),
        answer,
    )


def as_called() -> list[Engine]:
    """Every other engine, with the facts of a case as plain values."""
    return [
        cel_rust_as_called(),
        cel_python_as_called(),
        rego(prepared=False),
        cedar(prepared=False),
    ]


def with_prepared_facts() -> list[Engine]:
    """Every other engine, with each case in the engine's own form before the clock starts."""
    return [cel_rust(), cel_python(), rego(prepared=True), cedar(prepared=True)]
