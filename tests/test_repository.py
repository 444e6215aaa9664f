"""The health of the repository itself, read from its files; a test lists all offenders at once."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "comity"
LONGEST_FILE = 500

SKIPPED_FOLDERS = {".git", ".venv", ".venv-lock", "__pycache__", "build", "dist"}
JUNK_DRAWERS = {"utils", "common", "core", "helpers", "lib", "services", "managers"}

# Written so that none matches its own spelling here.
ADDRESSES = {
    "package index option": re.compile(r"index[-_]url|find[-_]links|trusted[-_]host", re.I),
    "package index address": re.compile(r"https?://\S*/simple\b|files\.pythonhosted\.org"),
    "package registry": re.compile(r"(registry\.npm[j]s|//pyp[i])\.org|deb\.debia[n]\.org"),
    "path of one machine": re.compile(r"(?<![\w.)~-])/(work|root|home|Users|tmp/bash_jobs)/\w"),
}
UNFINISHED = re.compile(r"\b(TO[D]O|FIX[M]E)\b")

FUNCTION = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def files() -> tuple[Path, ...]:
    """Every file that is in git or would be with the next `git add`."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        found = [ROOT / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):  # an archive, or no git here
        found = [path for path in ROOT.rglob("*") if not SKIPPED_FOLDERS & set(path.parts)]
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lines() -> Iterator[tuple[str, str]]:
    """Each line of each text file, with its place."""
    for path in files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            yield f"{shown(path)}:{number}", line


@cache
def modules() -> dict[Path, ast.Module]:
    """The modules that people write; Django writes the migrations."""
    found = sorted(
        path
        for path in files()
        if path.suffix == ".py" and SOURCE in path.parents and path.parent.name != "migrations"
    )
    return {path: ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in found}


def public_functions(body: list[ast.stmt], inside: str = "") -> Iterator[tuple[str, ast.stmt]]:
    """Functions and methods that a reader may call: no underscore in front, on any level."""
    for node in body:
        if not isinstance(node, FUNCTION | ast.ClassDef) or node.name.startswith("_"):
            continue
        if isinstance(node, ast.ClassDef):
            yield from public_functions(node.body, f"{inside}{node.name}.")
        elif not any("overload" in ast.unparse(mark) for mark in node.decorator_list):
            yield f"{inside}{node.name}", node


def all_public_functions() -> Iterator[tuple[str, ast.stmt]]:
    for path, tree in modules().items():
        for name, node in public_functions(tree.body):
            yield f"{shown(path)}:{node.lineno} {name}", node


def direct_requirements() -> Iterator[str]:
    """The names that pyproject.toml asks for, in the spelling of lock files."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted.extend(extra)
    for requirement in wanted:
        yield re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-").replace(".", "-")


def none_of(offenders: list[str]) -> None:
    if offenders:
        pytest.fail("\n".join([f"offenders ({len(offenders)}):", *offenders]), pytrace=False)


@pytest.mark.parametrize("what", ADDRESSES)
def test_no_file_names_a_package_index_or_one_machine(what: str) -> None:
    """Nothing in the repository depends on where or by whom it was made."""
    none_of([f"{place}: {line.strip()}" for place, line in lines() if ADDRESSES[what].search(line)])


def test_no_file_is_left_unfinished() -> None:
    """What is still to be done stands in an issue, not in a file."""
    none_of([f"{place}: {line.strip()}" for place, line in lines() if UNFINISHED.search(line)])


def test_no_source_file_is_too_long() -> None:
    """A source file can be read in one sitting."""
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    none_of([f"{shown(path)}: {n} lines" for path, n in lengths.items() if n > LONGEST_FILE])


def test_no_folder_or_module_is_a_junk_drawer() -> None:
    """Every name says which stage of a request's way it belongs to."""
    none_of(
        [
            shown(path)
            for path in files()
            if {*path.relative_to(ROOT).parent.parts} & JUNK_DRAWERS
            or (path.suffix == ".py" and path.stem in JUNK_DRAWERS)
        ]
    )


def test_every_folder_of_the_package_has_an_init() -> None:
    """A folder without `__init__.py` is invisible to the checks on imports."""
    folders = {path.parent for path in modules()}
    none_of([shown(one) for one in sorted(folders) if not (one / "__init__.py").exists()])


def test_every_module_has_a_docstring() -> None:
    """Every module of the package says what it is in the flow."""
    none_of([shown(path) for path, tree in modules().items() if not ast.get_docstring(tree)])


def test_every_public_function_has_a_docstring() -> None:
    """Every public function says what it means."""
    none_of(
        [
            place
            for place, node in all_public_functions()
            if isinstance(node, FUNCTION) and not ast.get_docstring(node)
        ]
    )


def test_every_public_function_states_what_it_returns() -> None:
    """Every public function has a return annotation."""
    none_of(
        [
            place
            for place, node in all_public_functions()
            if isinstance(node, FUNCTION) and node.returns is None
        ]
    )


def test_every_test_says_what_must_hold() -> None:
    """Every test has a docstring of one sentence or more, the expected behaviour."""
    tests = [path for path in files() if path.suffix == ".py" and ROOT / "tests" in path.parents]
    none_of(
        [
            f"{shown(path)}:{node.lineno} {node.name}"
            for path in tests
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path)))
            if isinstance(node, FUNCTION) and node.name.startswith("test_")
            if not ast.get_docstring(node)
        ]
    )


def test_every_locked_package_has_a_hash() -> None:
    """Setup installs nothing whose content nobody has pinned."""
    bare = []
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        entries = re.split(r"^(?=\w)", lock.read_text(encoding="utf-8"), flags=re.M)
        for entry in entries:
            if entry.strip() and not re.match(r"\S+==\S+[^\n]*\\\n\s+--hash=sha256:", entry):
                bare.append(f"{shown(lock)}: {entry.splitlines()[0]}")
    none_of(bare)


def test_the_lock_files_have_every_requirement() -> None:
    """After a change of pyproject.toml's requirements someone ran `make lock`."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "requirements").glob("*.txt"))
    locked = {name for text in texts for name in re.findall(r"^([\w.-]+)==", text, flags=re.M)}
    none_of([name for name in direct_requirements() if name not in locked])


def test_the_engine_starts_without_its_extras() -> None:
    """Importing the engine loads no database, terminal, web framework or parser of expressions."""
    stages = [
        f"comity.{folder}"
        for folder in ("model", "facts", "law", "decide")
        if (SOURCE / folder / "__init__.py").exists()
    ]
    heavy = ("duckdb", "django", "sqlglot", "typer", "rich", "celpy")
    code = f"import sys, {', '.join(['comity', *stages])}\nprint(*set({heavy}) & set(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True, cwd=ROOT
    )

    assert run.stdout.split() == []
