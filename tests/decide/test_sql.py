"""The SQL reader gives the rulings that the other readers give, for every case and every law."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import islice
from random import Random

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import plain
from bench.random_cases import RandomCases, examples
from bench.random_rules import AGENCY, page, page_of, version_of
from bench.sql_table import Reader, Table, table_of, table_types
from comity.decide.closure import closure
from comity.decide.reference import covers, listed
from comity.decide.sql import DUCKDB, select
from comity.facts import case_from
from comity.law.read import read_law, shipped
from comity.law.schedule import read_schedule
from comity.law.version import in_force
from comity.model import tree
from comity.model.case import Case
from comity.model.provision import Version
from comity.model.tree import Spec
from comity.simulate import coded as coding
from comity.simulate.engine_given import put
from comity.simulate.engine_input import case_types
from tests.cases import random_cases

CASES, MANY = 1_500, 12_000
SMALL = {"id": "small", "at": "2016-06-01T10:00:00-04:00", "agency": AGENCY}


@cache
def drawn(seed: int = 31, count: int = CASES) -> list[tuple[Case, Version]]:
    """Cases over every agency and version of the shipped law, half of them varied scenarios."""
    found = islice(RandomCases(read_law(), seed, examples(shipped())), count)
    return [(evolve(case, id=str(n)), version) for n, (case, version) in enumerate(found)]


@pytest.fixture(scope="module")
def table() -> Iterator[Table]:
    with table_of([case for case, _ in drawn()]) as made:
        yield made


@pytest.fixture(scope="module")
def pool() -> Iterator[Table]:
    """Cases before the agency of the random pages of law."""
    cases = [evolve(case, agency=AGENCY) for case, _ in islice(RandomCases(read_law(), 99), 300)]
    with table_of(cases) as made:
        yield made


def by_closure(cases: list[tuple[Case, Version]]) -> Reader:
    return lambda case: closure(cases[int(case.id)][1])(case)


def by_plain(version: Version) -> Reader:
    return lambda case: plain.rulings(case, version)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_the_sql_reader_agrees_on_the_law_of_every_agency_and_day(seed: int) -> None:
    """One query over all versions gives outcome, review and limit as the closure does."""
    cases = drawn(seed, MANY)
    versions = list(dict.fromkeys(version for _, version in cases))

    with table_of([case for case, _ in cases]) as made:
        assert [] == made.mismatches(versions, by_closure(cases))


def test_every_case_has_a_ruling(table: Table) -> None:
    """No row is lost between the versions, and none is answered twice."""
    versions = list(dict.fromkeys(version for _, version in drawn()))

    assert [*range(CASES)] == sorted(table.rulings(versions))
    assert [] == table.mismatches(versions, by_closure(drawn()))


def test_a_version_is_asked_about_its_own_cases_only(table: Table) -> None:
    """Asked one by one, the versions share the cases out among them as they do together."""
    versions = list(dict.fromkeys(version for _, version in drawn()))[:6]

    apart = {row: one for version in versions for row, one in table.rulings(version).items()}

    assert apart == table.rulings(versions)
    assert 0 < len(apart) < CASES


def test_versions_that_answer_alike_are_asked_about_their_own_cases() -> None:
    """Early in 2012 nothing tells two versions apart but whose cases they answer."""
    asked = ("us-ny-nyc/nypd", "us-ny-nyc/doc")
    law = {agency: in_force(read_law(), agency, date(2012, 1, 9)) for agency in asked}
    cases = [evolve(one, id=str(n), agency=agency, at=one.at.replace(year=2012, month=1, day=9))
             for agency in (*asked, "us-ca/jail")
             for n, (one, _) in enumerate(drawn()[:5])]  # fmt: skip

    with table_of(cases) as made:
        versions = [*law.values()]
        found = made.rulings(versions)

        assert [*range(10)] == sorted(found)
        assert [] == made.mismatches(versions, lambda case: closure(law[case.agency])(case))


def test_lists_by_kind_give_the_same_rulings(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """One number for the kind of a conviction changes no answer."""
    versions = list(dict.fromkeys(version for _, version in drawn()))
    monkeypatch.setattr(coding, "_FEWEST_ALIKE", 0)
    rows = coding.coded(table.connection.sql("FROM cases").to_arrow_table())
    part = put(table.connection, rows, "by_kind")
    made = Table(table.connection, table.cases, "by_kind")

    found = made.rulings(versions, types=table_types(table.connection, "by_kind"),
                         kinds=part.kinds, known=part.known)  # fmt: skip

    assert {"person.charges", "person.convictions", "request.instruments"} <= {*part.kinds}
    assert found == table.rulings(versions)


@pytest.mark.slow
def test_the_sql_reader_agrees_on_random_pages_of_law(pool: Table) -> None:
    """Whatever conditions, exceptions, limits and doubts a page combines, SQL combines them so."""
    for seed in range(60):
        text = page(Random(seed))
        version = version_of(text)

        assert [] == pool.mismatches(version, by_plain(version), in_force=False), text


@settings(max_examples=25)
@given(st.randoms(use_true_random=False), random_cases(agencies=(AGENCY,), most_convictions=3))
def test_the_sql_reader_agrees_on_any_page_and_any_case(random: Random, case: Case) -> None:
    """Hypothesis looks for the smallest page and case on which SQL says something else."""
    text = page(random, rules=2, depth=2)
    version = version_of(text)

    with table_of([case]) as made:
        assert [] == made.mismatches(version, by_plain(version), in_force=False), text


KINDS = {
    "a truth": "person.watchlist_match",
    "a text": 'request.kind == "detainer" || request.purpose != "criminal"',
    "a text of another fact": "request.form == request.from",
    "one of many texts": 'request.from in ["a", "b", "c", "d", "e", "f", "g", "h", "us/ice"]',
    "one of no texts": "request.from in []",
    "a text in a list": '"hold" in request.asks',
    "a fact in a list": "request.form in request.asks",
    "the beginning of a text": 'request.from.startsWith("us/")',
    "a day": 'custody.arrested >= date("2016-01-01")',
    "days added": "person.convictions.exists(c, c.judgment + 30 > custody.arrested - 1)",
    "a list with some": "person.convictions.exists(c, c.sentenced && c.hate_crime)",
    "a list with all": "person.convictions.all(c, c.sentenced)",
    "a list with exactly one": "person.convictions.exists_one(c, c.sentenced)",
    "a list filtered": 'person.charges.filter(c, c.grade == "felony").exists(c, c.probable_cause)',
    "a list counted": "person.convictions.size() >= 2",
    "a filtered list counted": "person.convictions.filter(c, c.sentenced).size() == 1",
    "a list in a list": 'request.instruments.exists(i, i.offences.exists(o, o == "other"))',
    "periods": "person.convictions.exists(c, c.incarcerated.exists(p, p.end > custody.arrested))",
    "a list of texts": 'request.basis.all(b, b != "dhs-transferred")',
    "the same for every element": "person.convictions.exists(c, person.consents)",
    "always, over a list": "person.convictions.exists(c, true)",
    "never, over a list": "person.convictions.exists(c, false)",
    "on a schedule of terms": 'listed("terms", request.form)',
    "on a schedule of offences": 'person.convictions.exists(c, listed("offences", c))',
    "a section of one code": (
        'person.convictions.exists(c, listed("offences", "NY PL", c.target_section, '
        "c.target_subdivision))"
    ),
    "the day of an instant": 'day(request.received_at) == day(at) || day(at) < date("2014-01-01")',
    "an instant in a list": (
        "request.instruments.exists(i, i.presented_at < end_of_day(request.received_at))"
    ),
    "hours of an instant in a list": (
        'request.instruments.exists(i, hours_after(i.presented_at, 30, ["sunday"]) <= at)'
    ),
    "years before": "person.convictions.exists(c, c.judgment >= years_before(custody.arrested, 5))",
    "years after": "person.convictions.exists(c, years_after(c.judgment, 10) > custody.arrested)",
    "the agency": f'agency == "{AGENCY}" && person.consents',
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_condition_means_what_the_reference_says(kind: str, pool: Table) -> None:
    """Each form of the language, over cases in which every fact is unknown now and then."""
    when = KINDS[kind]
    version = version_of(page_of([["id: rule", "permit: hold", f"when: '{when}'"]]))

    assert [] == pool.mismatches(version, by_plain(version), in_force=False)


def test_a_text_of_a_law_never_becomes_sql() -> None:
    """Quotes, backslashes and line ends in a literal stay what they are."""
    texts = ("it's", 'a "b"', "back\\slash\\", "a\nb", "--", "/* */", "é", "{}", "%s", "")
    cases = [case_from({**SMALL, "request": {"from": text}}) for text in (*texts, "back")]
    found = version_of(page_of([["id: rule", "permit: hold"]]))
    asked = tree.Fact(("request", "from"), ("request", "from_"), tree.TEXT)
    for literals in (texts, texts[:3], texts[2:3]):
        when = tree.Among(asked, tree.Const(literals))
        rule = evolve(found.provisions[0], when=when)
        version = evolve(found, provisions=(rule,), hash=f"texts {len(literals)}")

        with table_of(cases) as made:
            assert [] == made.mismatches(version, by_plain(version), in_force=False)


def test_a_null_that_is_looked_up_in_an_empty_slot_is_unknown() -> None:
    """Found at random: an empty list does not contain NULL, where NULL is what must come out."""
    terms = "term,cite,from,to\n" + "".join(f"t{n},(a),2000-01-01,\n" for n in range(40))
    assert None is listed(read_schedule(terms, "t.csv", "t").on(SMALL_DAY), (None,))
    many = ", ".join(f'"t{n}"' for n in range(40))
    block = [
        "id: rule",
        "permit: hold",
        "when: >",
        f"  request.asks.exists(a, request.form in [{many}])",
    ]
    version = version_of(page_of([block]))
    case = case_from({**SMALL, "request": {"asks": ["hold"]}})

    with table_of([case]) as made:
        assert "undetermined" == made.rulings(version, in_force=False)[0][0].outcome


SMALL_DAY = case_from(SMALL).at.date()

SUBDIVISIONS = (
    "", "2", "02", "2(b)", "(2)(b)", "2-b", "2.b", "2 B", "2(b)(i)", "2(bb)", "2(c)", "22(b)",
    "b", "2b", "3", "8", "08", "9", "1", "10", "2 through 8", "8(a)", "x8", "8x", "99999999999999",
)  # fmt: skip


def test_a_subdivision_is_covered_as_the_reference_says() -> None:
    """Tokens that lead, however they are written, and ranges of the first number."""
    specs = (Spec(("2", "b")), Spec(("3", "4")), Spec(("2",), "8"))
    rows = [f"NY PL,{n},{text},(a),2000-01-01," for n, text in
            ((1, "2(b)"), (2, "3-4"), (3, "2 through 8"))]  # fmt: skip
    for number, spec in enumerate(specs, start=1):
        conditions = [f'c.section == "{number}" && listed("offences", c)']
        expected = ["may" if covers((spec,), one) else "silent" for one in SUBDIVISIONS]

        assert expected == _outcomes(rows, conditions[0], number)


def _outcomes(rows: list[str], condition: str, section: int) -> list[str]:
    from bench import random_rules

    header = "code,section,subdivision,cite,from,to"
    cases = [
        case_from({**SMALL, "person": {"convictions": [
            {"code": "NY PL", "section": str(section), "subdivision": one}]}})
        for one in SUBDIVISIONS
    ]  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(random_rules, "OFFENCES", "\n".join([header, *rows]) + "\n")
        when = f"when: 'person.convictions.exists(c, {condition})'"
        version = version_of(page_of([["id: rule", "permit: hold", when]]))
    with table_of(cases) as made:
        found = made.rulings(version, in_force=False)
    return [found[row][0].outcome for row in range(len(cases))]


def test_the_same_question_is_the_same_text() -> None:
    """Nothing in the text depends on the order of a set."""
    version = drawn()[0][1]

    assert select(version, case_types()) == select(version, case_types(), dialect=DUCKDB)


def test_the_law_is_found_in_the_query_by_its_own_names() -> None:
    """Whoever reads the query finds the terms of art and the provisions of the page."""
    version = next(
        v for _, v in drawn() if v.agency == "us-ny-nyc/nypd" and v.days.first.year > 2014
    )
    query = select(version, case_types(), actions=("hold",))

    for name in ('"civil_detainer"', '"counts"', '"person.watchlist_match"'):
        assert name in query
