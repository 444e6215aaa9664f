"""Small faults in the Python of `decide`, one at a time, each held against its tests.

A comparison, `and`, `or`, `not`, `+` or `-` is turned round, a number, text or truth becomes
another, a statement or a case of a `match` is dropped. The mutant is written from the syntax tree
into a copy of the repository in a temporary folder, whose package stands first on the path: the
checkout is read once and never written.
"""

import ast
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

from bench import mutation_fork
from bench.mutation_law import Mutant, numbered
from bench.mutation_trial import Verdict

MODULES = ("reference", "plan", "points", "answer", "clock", "needs", "trace", "write", "closure")
TESTS = ("tests/decide", "tests/prove")
SLOWER = ("differential", "laws", "smt", "sql", "prove")
"""Tests that draw many cases or prove: they take a minute or more, so mutants do without them."""
COPIED = ("src", "packs", "tests", "bench", "examples", "docs", "pyproject.toml")

_CONTRARY: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.LtE: ast.Gt,
    ast.Gt: ast.LtE, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_EDGE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
_KEPT = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom, ast.Pass)


def mutants(root: Path, modules: tuple[str, ...] = MODULES) -> list[Mutant]:
    """Every mutant of these modules, in reading order."""
    found: list[Mutant] = []
    for name in modules:
        file = f"src/comity/decide/{name}.py"
        found += Module(file, (root / file).read_text(encoding="utf-8")).mutants()
    return numbered(found)


class Module:
    """One module; each mutant is made in its tree, written down and taken back."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text, self.tree = file, text, ast.parse(text)
        self.where: list[str] = []

    def mutants(self) -> Iterator[Mutant]:
        yield from self._block(self.tree, "body")

    def _block(self, owner: Any, name: str) -> Iterator[Mutant]:
        body: list[ast.stmt] = getattr(owner, name)
        for n, statement in enumerate(body):
            if _docstring(statement) or _type_alias(statement, bool(self.where)):
                continue
            if self.where and not isinstance(statement, _KEPT):
                body[n] = ast.copy_location(ast.Pass(), statement)
                yield self._mutant("statement", statement, _head(statement), "pass")
                body[n] = statement
            yield from self._statement(statement)

    def _statement(self, statement: ast.stmt) -> Iterator[Mutant]:
        named = isinstance(statement, ast.FunctionDef | ast.ClassDef)
        for piece in _pieces(statement):
            yield from self._piece(piece)
        if isinstance(statement, ast.FunctionDef | ast.ClassDef):
            self.where.append(statement.name)
        for name in ("body", "orelse", "finalbody"):
            if getattr(statement, name, None):
                yield from self._block(statement, name)
        for handler in getattr(statement, "handlers", ()):
            yield from self._block(handler, "body")
        if isinstance(statement, ast.Match):
            yield from self._cases(statement)
        if named:
            self.where.pop()

    def _cases(self, match: ast.Match) -> Iterator[Mutant]:
        cases = match.cases
        for n, case in enumerate(cases):
            match.cases = cases[:n] + cases[n + 1 :]
            if match.cases:
                was = f"case {ast.unparse(case.pattern)}"
                yield self._mutant("statement", case.pattern, was, "(dropped)")
            match.cases = cases
            for piece in (case.pattern, case.guard):
                if piece is not None:
                    yield from self._piece(piece)
            yield from self._block(case, "body")

    def _piece(self, piece: ast.AST) -> Iterator[Mutant]:
        was = ast.unparse(piece)
        for node in ast.walk(piece):
            for kind, name, new in _changes(node):
                old = getattr(node, name)
                setattr(node, name, new)
                yield self._mutant(kind, node, was, ast.unparse(piece))
                setattr(node, name, old)

    def _mutant(self, kind: str, node: Any, was: str, now: str) -> Mutant:
        line = getattr(node, "lineno", 0)
        was, now = (" ".join(one.split()) for one in (was, now))
        edit = (0, len(self.text), ast.unparse(self.tree) + "\n")
        return Mutant(kind, self.file, line, ".".join(self.where), was, now, (edit,))


def _docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


def _type_alias(statement: ast.stmt, inside: bool) -> bool:
    """`Truth = bool | None`: nothing that runs depends on it."""
    if inside or not isinstance(statement, ast.Assign):
        return False
    target = statement.targets[0]
    return isinstance(target, ast.Name) and target.id[0].isupper() and not target.id.isupper()


def _head(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


def _pieces(statement: ast.stmt) -> Iterator[ast.AST]:
    """The expressions of a statement: no types, no decorators, no statements inside it."""
    if isinstance(statement, ast.FunctionDef):
        yield from (one for one in statement.args.defaults)
        return
    if isinstance(statement, ast.ClassDef):
        return
    for name, value in ast.iter_fields(statement):
        if name in ("annotation", "cases", "handlers"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not isinstance(one, ast.stmt):
                yield one


def _changes(node: ast.AST) -> Iterator[tuple[str, str, Any]]:
    """What may be changed in one node: the kind, the field, and its new value."""
    if isinstance(node, ast.Compare):
        for n, op in enumerate(node.ops):
            for kind, table in (("comparison", _CONTRARY), ("edge", _EDGE)):
                if type(op) in table:
                    yield kind, "ops", [*node.ops[:n], table[type(op)](), *node.ops[n + 1 :]]
    if isinstance(node, ast.BoolOp):
        yield "connective", "op", ast.Or() if isinstance(node.op, ast.And) else ast.And()
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "negation", "operand", ast.UnaryOp(ast.Not(), node.operand)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        yield "sign", "op", ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    if isinstance(node, ast.Constant):
        yield from (("constant", "value", new) for new in _other(node.value))


def _other(value: object) -> Iterator[object]:
    if value is None:
        yield False
    elif isinstance(value, bool):
        yield not value
        yield None
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield value + "?"


class Workshops:
    """Copies of the repository, one for each worker, in which the tests run."""

    def __init__(self, root: Path, workers: int) -> None:
        self.root = root
        self.folder = Path(tempfile.mkdtemp(prefix="mutation-"))
        self.shops = [_Shop(root, self.folder / str(n)) for n in range(workers)]
        self.free: Queue[_Shop] = Queue()
        self.seconds = 0.0

    def __enter__(self) -> "Workshops":
        for shop in self.shops:
            self.seconds = shop.opened()
            self.free.put(shop)
        return self

    def __exit__(self, *_: object) -> None:
        for shop in self.shops:
            shop.closed()
        shutil.rmtree(self.folder, ignore_errors=True)

    def verdict(self, mutant: Mutant) -> tuple[Mutant, Verdict]:
        """Whether the tests notice a mutant."""
        shop = self.free.get()
        try:
            return mutant, shop.verdict(mutant)
        finally:
            self.free.put(shop)


class _Shop:
    """One copy, with one pytest that has collected its tests (`mutation_fork`)."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.seconds = 60.0

    def opened(self) -> float:
        """Copies, collects, and runs the tests once: how long that run took."""
        junk = shutil.ignore_patterns("__pycache__", "mutation.json", "results.json")
        for name in COPIED:
            source = self.root / name
            if source.is_dir():
                shutil.copytree(source, self.folder / name, ignore=junk)
            elif source.exists():
                shutil.copy2(source, self.folder / name)
        asked, ask = os.pipe()
        told, said = os.pipe()
        ends = {"MUTATION_ASKED": str(asked), "MUTATION_SAID": str(said)}
        self.pytest = subprocess.Popen(
            self._command("-p", "bench.mutation_fork"), cwd=self.folder, env=self._env(ends),
            pass_fds=(asked, said), stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT,
        )  # fmt: skip
        os.close(asked)
        os.close(said)
        self.ask, self.told = os.fdopen(ask, "w"), os.fdopen(told)
        start = time.monotonic()
        answer = self._asked("", "", "", 600)
        if answer != mutation_fork.PASSED:
            sys.exit(f"the tests do not pass before anything is changed: {answer}")
        self.seconds = time.monotonic() - start
        return self.seconds

    def closed(self) -> None:
        """Ends the pytest."""
        self.ask.close()
        self.pytest.wait()

    def verdict(self, mutant: Mutant) -> Verdict:
        """Whether a test fails, or takes far longer than all of them did."""
        text, path = mutant.edits[0][2], self.folder / "mutant.py"
        path.write_text(text, encoding="utf-8")
        module = ".".join(Path(mutant.file).with_suffix("").parts[1:])
        limit = 10 + 4 * self.seconds
        answer = self._asked(str(path), module, mutant.rule, limit)
        if answer == mutation_fork.APART:
            answer = self._apart(self.folder / mutant.file, text, limit)
        if answer == mutation_fork.PASSED:
            return Verdict()
        return Verdict("time" if answer == mutation_fork.SLOW else "test", answer)

    def _asked(self, *words: object) -> str:
        self.ask.write("\t".join(str(one) for one in words) + "\n")
        self.ask.flush()
        return self.told.readline().rstrip("\n") or "pytest ended"

    def _apart(self, path: Path, text: str, limit: float) -> str:
        """The same in a process of its own, for what no function holds."""
        kept = path.read_text(encoding="utf-8")
        path.write_text(text, encoding="utf-8")
        for old in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
            old.unlink()
        try:
            done = subprocess.run(
                self._command("-x"), cwd=self.folder, timeout=limit, check=False,
                env=self._env({"PYTHONDONTWRITEBYTECODE": "1"}), text=True,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return mutation_fork.SLOW
        finally:
            path.write_text(kept, encoding="utf-8")
        failed = [one for one in done.stdout.splitlines() if one.startswith(("FAILED", "ERROR"))]
        return (failed or ["failed"])[0] if done.returncode else mutation_fork.PASSED

    def _command(self, *more: str) -> list[str]:
        command = [sys.executable, "-m", "pytest", "-q", "-n0", "--no-header", *more]
        command += ["-p", "no:cacheprovider", "-m", "not slow", *TESTS]
        return command + [f"--ignore-glob=*/test_{name}*" for name in SLOWER]

    def _env(self, more: dict[str, str]) -> dict[str, str]:
        # The same examples each time (CI), and nobody's cache but our own.
        own = {
            "PYTHONPATH": f"{self.folder / 'src'}{os.pathsep}{self.folder}",
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.folder / "hypothesis"),
            "CI": "true",
        }
        return {**os.environ, **own, **more}
