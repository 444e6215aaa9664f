"""The short form of 14-154(b) in OpenFisca, over arrays: run by `bench/sql.py` in its own Python.

`python bench/sql_openfisca.py FILE SECTION...` runs one round for each line that it reads (parquet,
prepared or numpy) and prints, as JSON, its seconds and how often each outcome came out: so whoever
asks can take its rounds in turn with another reader's.

Convictions are the members of a case; of the papers a case has at most two, which are columns of
the case, because members of a second kind would only slow OpenFisca down. A day is its number, so
that five years are found once for each case. Nothing is unknown here.
"""

# mypy: ignore-errors
# What it imports is in another environment.

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from openfisca_core.entities import build_entity
from openfisca_core.periods import ETERNITY
from openfisca_core.simulations import Simulation
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2019-06"
JUDGES = ("article-iii-judge", "us-magistrate-judge")
FIVE_YEARS = np.timedelta64(60, "M")
OUTCOMES = ("silent", "may", "must-not")

CONVICTION = build_entity("conviction", "convictions", "a conviction", is_person=True)
CASE = build_entity("case", "cases", "a case", roles=[{"key": "conviction"}])


def arrays(path, sections):
    """The columns of the file as arrays of numbers: the case's, the convictions', and whose.

    The file is read in parts, as many at once as there are processors.
    """
    parts = range(pq.ParquetFile(path).metadata.num_row_groups)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        cases, members, sizes = zip(
            *pool.map(lambda n: part(path, n, sections), parts), strict=True
        )
    whole = np.concatenate(sizes)
    whose = np.repeat(np.arange(len(whole), dtype=np.int32), whole)
    return together(cases), together(members), whose


def complete(cases, members, whose):
    """With a member for the last case: OpenFisca's sums stop at the last one that has any."""
    last = np.int32(len(cases["kind"]) - 1)
    if whose[-1] == last:
        return cases, members, whose
    nobody = {name: np.append(values, values.dtype.type(0)) for name, values in members.items()}
    return cases, nobody, np.append(whose, last)


def together(parts):
    return {name: np.concatenate([one[name] for one in parts]) for name in parts[0]}


def part(path, number, sections):
    texts = [f"request.instruments.list.element.{one}" for one in ("kind", "issuer")]
    texts += [f"person.convictions.list.element.{one}" for one in ("code", "section", "grade")]
    columns = [
        "custody.arrested", "request.kind", "request.received_at", "request.instruments",
        "person.convictions", "person.watchlist_match", "person.reentered_after_removal",
    ]  # fmt: skip
    file = pq.ParquetFile(path, read_dictionary=["request.kind", *texts])
    table = file.read_row_group(number, columns=columns, use_threads=False)
    custody, request, person = (
        table[name].combine_chunks() for name in ("custody", "request", "person")
    )
    papers, convictions = request.field("instruments"), person.field("convictions")
    cases = {
        "kind": coded(request.field("kind"), ("detainer",)),
        "arrested": days(custody.field("arrested")),
        "watchlist_match": truths(person.field("watchlist_match")),
        "reentered": truths(person.field("reentered_after_removal")),
        **papers_as_columns(papers, instants(request.field("received_at"))),
    }
    each = convictions.flatten()
    members = {
        "ny_penal_law": coded(each.field("code"), ("NY PL",)) == 1,
        "listed": coded(each.field("section"), sections) > 0,
        "felony": coded(each.field("grade"), ("felony",)) == 1,
        "judgment": days(each.field("judgment")),
        "sentenced": truths(each.field("sentenced")),
        "youthful_offender": truths(each.field("youthful_offender")),
        "qualifies": truths(each.field("qualifies")),
    }
    return cases, members, np.diff(convictions.offsets.to_numpy())


def papers_as_columns(papers, received):
    """The first and the second paper of each case: its kind, its issuer, and whether in time."""
    offsets, each = papers.offsets.to_numpy(), papers.flatten()
    kind, issuer = (
        coded(each.field("kind"), ("judicial-warrant",)),
        coded(each.field("issuer"), JUDGES),
    )
    shown = instants(each.field("presented_at"))
    found = {"received": received}
    for n in range(2):
        there = offsets[:-1] + n < offsets[1:]
        place = np.where(there, offsets[:-1] + n, 0)
        found[f"kind_{n}"] = np.where(there, kind[place], 0)
        found[f"issuer_{n}"] = np.where(there, issuer[place], 0)
        found[f"shown_{n}"] = shown[place]
    return found


def coded(texts, known):
    """A number for each text: its place among the known ones, from 1; 0 for any other."""
    if not pa.types.is_dictionary(texts.type):
        texts = texts.dictionary_encode()
    place = {text: n for n, text in enumerate(known, start=1)}
    numbers = np.array([place.get(one, 0) for one in texts.dictionary.to_pylist()], dtype=np.int16)
    return numbers[texts.indices.to_numpy()]


def days(column):
    return column.view(pa.int32()).to_numpy()


def instants(column):
    """Seconds: OpenFisca's numbers have 32 bits."""
    return (column.view(pa.int64()).to_numpy() // 1_000_000).astype(np.int32)


def truths(column):
    return column.to_numpy(zero_copy_only=False).astype(bool)


def variable(name, entity, type_, formula=None):
    made = {"entity": entity, "value_type": type_, "definition_period": ETERNITY, "label": name}
    return type(name, (Variable,), made | ({"formula": formula} if formula else {}))


def counts(conviction, period):
    """Sentenced for a listed felony, or the equivalent of one, and no youthful offender."""
    return (
        conviction("sentenced", period)
        & ~conviction("youthful_offender", period)
        & conviction("felony", period)
        & (
            (conviction("ny_penal_law", period) & conviction("listed", period))
            | conviction("qualifies", period)
        )
    )


def counts_and_recent(conviction, period):
    since = conviction.case("since", period)
    return conviction("counts", period) & (conviction("judgment", period) >= since)


def since(case, period):
    """The same date five years before the arrest."""
    return five_years_before(case("arrested", period))


def five_years_before(number):
    """The same day of the month; no arrest falls on a 29 February."""
    day = number.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    return ((month - FIVE_YEARS).astype("datetime64[D]") + (day - month)).astype(np.int32)


def warrant(case, period):
    received = case("received", period)
    return np.logical_or(
        *(
            (case(f"kind_{n}", period) == 1)
            & (case(f"issuer_{n}", period) > 0)
            & (case(f"shown_{n}", period) <= received)
            for n in range(2)
        )
    )


def convicted(case, period):
    return case.any(case.members("counts", period))


def recently_convicted(case, period):
    return case.any(case.members("counts_and_recent", period))


def hold(case, period):
    """0 for silent, 1 for may, 2 for must not."""
    match = case("watchlist_match", period)
    allowed = (
        (case("warrant", period) & (case("recently_convicted", period) | match))
        | (case("reentered", period) & case("convicted", period))
        | match
    )
    return np.where(case("kind", period) == 1, np.where(allowed, 1, 2), 0)


def system(cases, members):
    made = TaxBenefitSystem([CONVICTION, CASE])
    for entity, inputs in ((CASE, cases), (CONVICTION, members)):
        for name, values in inputs.items():
            made.add_variable(variable(name, entity, bool if values.dtype == bool else int))
    for formula in (counts, counts_and_recent):
        made.add_variable(variable(formula.__name__, CONVICTION, bool, formula))
    for formula in (warrant, convicted, recently_convicted):
        made.add_variable(variable(formula.__name__, CASE, bool, formula))
    made.add_variable(variable("since", CASE, int, since))
    made.add_variable(variable("hold", CASE, int, hold))
    return made


def simulation(made, cases, members, whose):
    found = Simulation(made, populations=made.instantiate_entities())
    for name, count in (("conviction", len(whose)), ("case", len(cases["kind"]))):
        found.populations[name].count = count
        found.populations[name].ids = range(count)
    found.populations["case"].members_entity_id = whose
    for name, values in (cases | members).items():
        found.set_input(name, PERIOD, values)
    return found


def by_hand(cases, members, whose):
    """The same without OpenFisca: what its formulas come to at best."""
    count = len(cases["kind"])
    days_since = five_years_before(cases["arrested"])
    counting = (
        members["sentenced"] & ~members["youthful_offender"] & members["felony"]
        & ((members["ny_penal_law"] & members["listed"]) | members["qualifies"])
    )  # fmt: skip
    recent = counting & (members["judgment"] >= days_since[whose])
    ever, lately = np.zeros(count, bool), np.zeros(count, bool)
    ever[whose[counting]] = True
    lately[whose[recent]] = True
    shown = [
        (cases[f"kind_{n}"] == 1) & (cases[f"issuer_{n}"] > 0)
        & (cases[f"shown_{n}"] <= cases["received"])
        for n in range(2)
    ]  # fmt: skip
    match = cases["watchlist_match"]
    allowed = ((shown[0] | shown[1]) & (lately | match)) | (cases["reentered"] & ever) | match
    return np.where(cases["kind"] == 1, np.where(allowed, 1, 2), 0)


def main():
    path, *sections = sys.argv[1:]
    pa.set_cpu_count(os.cpu_count() or 1)
    cases, members, whose = complete(*arrays(path, sections))
    made = system(cases, members)

    def counted(cases, members, whose):
        return np.bincount(simulation(made, cases, members, whose).calculate("hold", PERIOD))

    def prepared():
        fresh = simulation(made, cases, members, whose)
        return timed(lambda: np.bincount(fresh.calculate("hold", PERIOD)))

    rounds = {
        "prepared": prepared,
        "parquet": lambda: timed(lambda: counted(*complete(*arrays(path, sections)))),
        "numpy": lambda: timed(lambda: np.bincount(by_hand(cases, members, whose))),
    }
    for line in sys.stdin:
        seconds, found = rounds[line.strip()]()
        counts = dict(sorted(zip(OUTCOMES, found.tolist(), strict=True)))
        print(json.dumps([seconds, counts]), flush=True)


def timed(run):
    start = time.perf_counter()
    found = run()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
