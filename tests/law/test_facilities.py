"""The tables that give a place in published records to an agency, edited by hand."""

from pathlib import Path

import pytest

from comity.errors import LawError
from comity.law.check import faults as faults_of_law
from comity.law.facilities import Facilities, facilities, faults
from comity.law.pack import Law
from comity.law.read import read_law
from tests.packs import AGENCY, folder

HEADER = "facility,city,state,agency,note\n"


def law_with(tmp_path: Path, rows: str) -> Law:
    packs = folder(tmp_path, "id: one\nin_force: 2013-01-01..\nforbid: hold")
    (packs / "us-zz" / "facilities.csv").write_text(HEADER + rows, encoding="utf-8")
    return read_law(packs)


def agency_of(table: Facilities, *names: str | None) -> str | None:
    found = table.find(*names)
    return found.agency if found else None


def test_a_place_is_found_by_its_exact_name(tmp_path: Path) -> None:
    """Capitals and runs of spaces do not count; a letter more or less does."""
    table = facilities(law_with(tmp_path, f'"JAIL, OLD",,ZZ,{AGENCY},\n'))

    assert AGENCY == agency_of(table, "Jail,  Old", "TOWN", "ZZ")
    assert table.find("JAIL OLD", "TOWN", "ZZ") is None
    assert table.find("JAIL, OLD", "TOWN", None) is None
    assert table.find(None, "TOWN", "ZZ") is None


def test_the_row_that_says_most_decides(tmp_path: Path) -> None:
    """An empty city or state means any; a row for the city stands before one for all."""
    rows = f"JAIL,,,{AGENCY},\nJAIL,TOWN,,,a private jail\nJAIL,,ZZ,,a state prison\n"
    table = facilities(law_with(tmp_path, rows))

    found = [table.find("JAIL", *place) for place in ((None, None), ("TOWN", "YY"), ("TOWN", "ZZ"))]
    assert ["", "a private jail", "a state prison"] == [one.note for one in found if one]


@pytest.mark.parametrize(
    ("rows", "line", "message"),
    [
        ("JAIL,,,us-zz/polcie,\n", 2, "agency: unknown agency 'us-zz/polcie'; expected us-zz/pol"),
        ("JAIL,,,,\n", 2, "no agency and no note; expected an agency, or why there is none"),
        (f",,,{AGENCY},\n", 2, "no facility; expected the name as the records have it"),
        (f"JAIL,,{AGENCY}\n", 2, "3 cells; expected 5 cells"),
        (f"JAIL,,,{AGENCY},\n\njail ,,,,twice\n", 4, "'jail' stands there already ("),
        ('"JAIL,,,\n', 2, "not CSV"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, rows: str, line: int, message: str) -> None:
    """`comity law check` shows every fault of a table, and no simulation runs on it."""
    law = law_with(tmp_path, rows)
    path = tmp_path / "packs" / "us-zz" / "facilities.csv"

    (fault,) = faults(law)

    assert str(fault).startswith(f"{path}:{line}: {message}")
    assert str(fault) in {str(one) for one in faults_of_law(law)}
    with pytest.raises(LawError):
        facilities(law)


def test_other_columns_are_refused(tmp_path: Path) -> None:
    """The header is the contract with the person who edits the table."""
    law = law_with(tmp_path, "")
    path = tmp_path / "packs" / "us-zz" / "facilities.csv"
    path.write_text("facility,agency\nJAIL,us-zz/police\n", encoding="utf-8")

    (fault,) = faults(law)

    assert "columns facility,agency; expected facility,city,state,agency,note" in str(fault)


def test_the_tables_of_the_packs_have_no_fault() -> None:
    """Every agency that they name is one of the packs, and every place stands once."""
    assert [] == list(faults(read_law()))


def test_the_citys_jails_are_its_department_of_corrections() -> None:
    """Rikers Island is the department's, central booking the police's, a federal jail neither's."""
    table = facilities(read_law())

    found = [
        agency_of(table, name, "ANY", "NEW YORK")
        for name in ("RIKERS ISLAND, QUEENS, NY", "QUEENS CENTRAL BOOKING", "BROOKLYN MDC")
    ]
    assert ["us-ny-nyc/doc", "us-ny-nyc/nypd", None] == found
