"""What cannot be read is refused with file, line and field, and with what was expected instead.

The whole message is compared: it is all that the clerk sees.
"""

from pathlib import Path

import pytest

from comity.errors import InputError
from comity.intake import read

CASE = '{"id": "1", "at": "2017-06-01T10:00:00-04:00", "agency": "us-ny-nyc/nypd"'
HEADER = "id,at,agency"
ROW = "1,2017-06-01T10:00:00-04:00,us-ny-nyc/nypd"
SUFFIXES = "a name that ends in .json, .jsonl, .ndjson, .csv, .parquet"

JSON = [
    ("", "x.json: the file is empty; expected a case or a list of cases"),
    (" \n ", "x.json: the file is empty; expected a case or a list of cases"),
    ('"text"', "x.json:1:1: this is not an object; expected a case: {…}"),
    ("[\n7]", "x.json:2:1: this is not an object; expected a case: {…}"),
    ("[", "x.json:1:2: this is not JSON (expecting value); expected valid JSON"),
    (
        '{"id": "1",\n"at"',
        "x.json:2:5: this is not JSON (expecting ':' delimiter); expected valid JSON",
    ),
    (
        '{"id": "\n"}',
        "x.json:1:9: this is not JSON (invalid control character); expected valid JSON",
    ),
    (f"[{CASE}}}\n", "x.json:2:1: the list of cases does not end; expected a comma or ]"),
    (f"[{CASE}}},\n]", "x.json:1:76: there is no case after this comma; expected valid JSON"),
    (
        f"{CASE}}}\n{CASE}}}",
        "x.json:2:1: there is more text after the end; expected one case or one list of cases "
        "(one case a line: a file that ends in .jsonl)",
    ),
    (
        CASE + ',"person": {"convictions": [{}, {"grade": null,\n"grade": null}]}}',
        "x.json:2:1: person.convictions[1].grade: the key is there twice; expected each key once",
    ),
    (
        CASE + ',\n"person": {"name": "NaN", "consents": NaN}}',
        "x.json:2:39: person.consents: NaN is no number in JSON; "
        "expected a number of ordinary size",
    ),
    (
        CASE + ',\n"person": -Infinity}',
        "x.json:2:11: person: -Infinity is no number in JSON; expected a number of ordinary size",
    ),
    (
        CASE + ',\n"person": 1e999}',
        "x.json:2:11: person: 1e999 is no number in JSON; expected a number of ordinary size",
    ),
    (
        CASE + f',\n"person": {"1" * 5000}}}',
        "x.json:2:11: person: 11111111111111111111… is no number in JSON; "
        "expected a number of ordinary size",
    ),
    (
        '{"id": ' + "[" * 100_000,
        "x.json:1:1: the JSON is nested too deeply; expected the nesting of a case",
    ),
    (b'{"id": "\n\n\xe9"}', "x.json:3: byte 10 is not UTF-8; expected text in UTF-8"),
    (b'\xef\xbb\xbf{"id": "\xe9"}', "x.json:1: byte 11 is not UTF-8; expected text in UTF-8"),
]

LINES = [
    ("", "x.jsonl: the file is empty; expected one case a line"),
    ("\n \n", "x.jsonl: the file is empty; expected one case a line"),
    (f"{CASE}}}\n[]", "x.jsonl:2:1: this is not an object; expected one case a line: {…}"),
    (
        f"{CASE}}}\n\n{CASE},",
        "x.jsonl:3:75: this is not JSON (expecting property name enclosed in "
        "double quotes); expected valid JSON",
    ),
    (f"{CASE}}} {{}}", "x.jsonl:1:76: more text after the end of the value; expected valid JSON"),
    (f'\n{CASE}, "id": "2"}}', "x.jsonl:2:76: id: the key is there twice; expected each key once"),
    (f"{CASE}}}\n".encode() + b'{"\xff', "x.jsonl:2: byte 77 is not UTF-8; expected text in UTF-8"),
    (f"{CASE}}}".encode("utf-16"), "x.jsonl:1: byte 0 is not UTF-8; expected text in UTF-8"),
]

TABLES = [
    ("", "x.csv: the file is empty; expected a header and one case a row"),
    ("\n\n", "x.csv: the file is empty; expected a header and one case a row"),
    (
        "id,at",
        "x.csv:1: agency: the column is missing; expected at least the columns id, at, agency",
    ),
    (f"\n{HEADER},id", "x.csv:2: id: the column is there twice; expected each column once"),
    (
        f"{HEADER},person.watchlst_match",
        "x.csv:1: person.watchlst_match: there is no fact for this column; the nearest is "
        "person.watchlist_match; expected the path of a fact, such as custody.arrested",
    ),
    (
        f"{HEADER},",
        "x.csv:1: '': there is no fact for this column; "
        "expected the path of a fact, such as custody.arrested",
    ),
    (
        f"{HEADER},person.convictions[0].grade",
        "x.csv:1: person.convictions[0].grade: there is no fact for this column; the nearest is "
        "person.convictions; expected the path of a fact, such as custody.arrested",
    ),
    (
        f"{HEADER}\n\n{ROW}\n1,2",
        "x.csv:4: the row has 2 cells; expected 3, one for each column of the header",
    ),
    (
        f"{HEADER}\n{ROW},",
        "x.csv:2: the row has 4 cells; expected 3, one for each column of the header",
    ),
    (f"{HEADER}\n{ROW}\n\0", "x.csv:3: there is a NUL byte; expected text"),
    (
        f'{HEADER}\n"1,2,3',
        "x.csv:2: this is not CSV (unexpected end of data); expected cells as RFC 4180 has them",
    ),
    (
        f'{HEADER}\n"1"2,3',
        "x.csv:2: this is not CSV (',' expected after '\"'); expected cells as RFC 4180 has them",
    ),
    (
        f"{HEADER}\n1\r2,3",
        "x.csv:2: this is not CSV (new-line character seen in unquoted field); "
        "expected cells as RFC 4180 has them",
    ),
    (
        f'{HEADER}\n"{"x" * 140_000}',
        "x.csv:2: this is not CSV (field larger than field limit "
        "(131072)); expected cells as RFC 4180 has them",
    ),
    (
        f"{HEADER},request.asks\n{ROW},hold",
        "x.csv:2: request.asks: this is not JSON (expecting value); "
        'expected a JSON list such as ["…"] in the cell',
    ),
    (
        f'{HEADER},person.charges\n"1\n2",x,y,"[{{""code"":1,""code"":2}}]"',
        "x.csv:2: person.charges[0].code: the key is there twice; "
        'expected a JSON list such as ["…"] in the cell',
    ),
    (
        f"{HEADER}\n".encode() + b'"1\n\xe9"',
        "x.csv:3: byte 16 is not UTF-8; expected text in UTF-8",
    ),
]

PARQUET = [
    ("", "x.parquet: the file is empty; expected a file that begins with PAR1"),
    (
        f"{HEADER}\n{ROW}",
        "x.parquet: this is not a Parquet file; expected a file that begins with PAR1",
    ),
    (
        "PAR1 and so on",
        "x.parquet: the Parquet file is cut off; expected a whole file: one that ends with PAR1",
    ),
]


def message_of(path: Path) -> str:
    """The message with which reading the file ends, the folder's name left out."""
    with pytest.raises(InputError) as caught:
        list(read(path))
    return str(caught.value).replace(f"{path.parent}/", "")


def refused(tmp_path: Path, suffix: str, content: str | bytes) -> str:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return message_of(path)


@pytest.mark.parametrize(("content", "message"), JSON)
def test_a_bad_json_file_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    """A bad JSON document is refused with the line and column of the first fault."""
    assert message == refused(tmp_path, ".json", content)


@pytest.mark.parametrize(("content", "message"), LINES)
def test_bad_json_lines_are_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    """A bad line is refused with its number in the file."""
    assert message == refused(tmp_path, ".jsonl", content)


@pytest.mark.parametrize(("content", "message"), TABLES)
def test_a_bad_csv_file_is_refused(tmp_path: Path, content: str | bytes, message: str) -> None:
    """A bad table is refused with the line on which the row begins and the column's name."""
    assert message == refused(tmp_path, ".csv", content)


@pytest.mark.parametrize(("content", "message"), PARQUET)
def test_a_file_that_is_no_parquet_is_refused(tmp_path: Path, content: str, message: str) -> None:
    """What only has the suffix of Parquet is refused before a database sees it."""
    assert message == refused(tmp_path, ".parquet", content)


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    """A file with the right ends and nothing sensible in between is refused."""
    message = refused(tmp_path, ".parquet", "PAR1" + "x" * 50 + "PAR1")

    assert message.startswith("x.parquet: this Parquet file is damaged (")


@pytest.mark.parametrize("name", ["x.txt", "x", ".json", "x.json.gz", "x\0.json"])
def test_a_name_with_another_suffix_is_refused(tmp_path: Path, name: str) -> None:
    """Nobody guesses what a file is from what is in it."""
    message = message_of(tmp_path / name)

    shown = name.replace("\0", "\\x00")
    assert f"{shown}: nothing here reads a file of this name; expected {SUFFIXES}" == message


@pytest.mark.parametrize("suffix", [".json", ".jsonl", ".csv", ".parquet"])
def test_what_cannot_be_opened_is_refused(tmp_path: Path, suffix: str) -> None:
    """A missing file, a folder and a link to itself are refused with their names."""
    (tmp_path / f"folder{suffix}").mkdir()
    loop = tmp_path / f"loop{suffix}"
    loop.symlink_to(loop)

    expected = "expected a file that can be read"
    assert (
        f"none{suffix}: there is no such file; {expected}",
        f"folder{suffix}: this is a folder; {expected}",
        f"loop{suffix}: this file cannot be read (Too many levels of symbolic links); {expected}",
    ) == tuple(message_of(tmp_path / f"{name}{suffix}") for name in ("none", "folder", "loop"))
