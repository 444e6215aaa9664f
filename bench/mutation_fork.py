"""A plugin of pytest that runs the collected tests again and again, each time in a fork.

Collecting the tests takes longer than most mutants live. So they are collected once; for each
mutant a child of this process gets the mutant's byte code in place of the functions' own, and runs
the tests until one fails. Lines come in with a file and a function, and go out with what happened.
"""

import inspect
import os
import select
import signal
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import pytest

PASSED, FAILED, SLOW, APART = "passed", "failed", "slow", "apart"
"""What happened; `apart`: no function holds the change, so a process of its own must try it."""


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Answers line by line: `file, module, function, seconds` separated by tabs."""
    told = os.fdopen(int(os.environ["MUTATION_ASKED"]))
    say = os.fdopen(int(os.environ["MUTATION_SAID"]), "w")
    for line in told:
        file, module, where, seconds = line.rstrip("\n").split("\t")
        said = _tried(session, file, module, where, float(seconds))
        # What noticed one mutant is likely to notice the next.
        session.items.sort(key=lambda item: said != f"{FAILED} {item.nodeid}")
        say.write(said + "\n")
        say.flush()
    return True


def _tried(session: pytest.Session, file: str, module: str, where: str, seconds: float) -> str:
    functions = _functions(module) if file else {}
    parts = where.split(".")
    name = next((".".join(parts[:n]) for n in range(1, len(parts) + 1)
                 if ".".join(parts[:n]) in functions), "")  # fmt: skip
    if file and not name:
        return APART
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run(session, functions.get(name), file, name, writing)
    os.close(writing)
    ready, _, _ = select.select([reading], [], [], seconds)
    if not ready:
        os.kill(child, signal.SIGKILL)
    said = os.read(reading, 1000).decode() if ready else ""
    os.close(reading)
    os.waitpid(child, 0)
    if not ready:
        return SLOW
    # A child that died without a word was killed by what the mutant did.
    return said or f"{FAILED} without a word"


def _run(
    session: pytest.Session, function: FunctionType | None, file: str, name: str, writing: int
) -> None:
    """The child: the change is put in, the tests run until one fails, and it never comes back."""
    said = PASSED
    try:
        if function is not None:
            function.__code__ = _codes(compile(Path(file).read_text(), file, "exec"))[name]
        for n, item in enumerate(session.items):
            following = session.items[n + 1] if n + 1 < len(session.items) else None
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                said = f"{FAILED} {item.nodeid}"
                break
    except BaseException as error:
        said = f"{FAILED} {error!r}"
    os.write(writing, said.replace("\n", " ").encode()[:1000])
    os._exit(0)


def _functions(module: str) -> dict[str, FunctionType]:
    """The functions and methods of a module by their names, and nothing kept of what they did."""
    import importlib

    found: dict[str, FunctionType] = {}
    for name in [module, *_others(module)]:
        for value in vars(importlib.import_module(name)).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()
    for value in vars(importlib.import_module(module)).values():
        for one in [value, *(vars(value).values() if inspect.isclass(value) else ())]:
            plain: Any = inspect.unwrap(getattr(one, "fget", None) or getattr(one, "__func__", one))
            if isinstance(plain, FunctionType) and plain.__module__ == module:
                found[plain.__qualname__] = plain
    return found


def _others(module: str) -> list[str]:
    """Every module of the same package that is loaded."""
    import sys

    package = module.rpartition(".")[0] + "."
    return [
        name
        for name, one in list(sys.modules.items())
        if name.startswith(package) and isinstance(one, ModuleType)
    ]


def _codes(code: CodeType) -> dict[str, CodeType]:
    found = {code.co_qualname: code}
    for one in code.co_consts:
        if isinstance(one, CodeType):
            found |= _codes(one)
    return found
