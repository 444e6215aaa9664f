"""Brings the U.S. Web Design System's built CSS into the desk: `python requirements/vendor.py`.

Run by hand when the version is raised. It leaves out what the desk does not use, so that pages stay
light: components by their names, the web fonts (the system's own are used) and source maps.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import tinycss2

VERSION: Final = "3.14.0"
TO: Final = Path(__file__).parent.parent / "src/comity/desk/static/vendor/uswds"

USED: Final = (
    "usa-accordion", "usa-alert", "usa-breadcrumb", "usa-button", "usa-button-group",
    "usa-checkbox", "usa-collection", "usa-error-message", "usa-fieldset", "usa-focus", "usa-form",
    "usa-form-group", "usa-hint", "usa-icon-list", "usa-input", "usa-label", "usa-legend",
    "usa-link", "usa-list", "usa-pagination", "usa-process-list", "usa-prose", "usa-radio",
    "usa-select", "usa-skipnav", "usa-sr-only", "usa-summary-box", "usa-table",
    "usa-table-container", "usa-tag", "usa-textarea",
)  # fmt: skip
"""The components of the design system that the desk's pages use. A new one is added here."""


def main() -> None:
    """Fetches the package with npm and writes the folder anew."""
    with tempfile.TemporaryDirectory() as folder:
        packed = subprocess.run(
            ["npm", "pack", "--silent", f"@uswds/uswds@{VERSION}"],
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        shutil.unpack_archive(Path(folder) / packed, folder, "gztar")
        shutil.rmtree(TO, ignore_errors=True)
        write(Path(folder) / "package")


def write(package: Path) -> None:
    """Writes the CSS without fonts, the pictures that it names, and the licence."""
    css = (package / "dist/css/uswds.min.css").read_text(encoding="utf-8")
    css = "".join(_kept(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)))
    for name in sorted(set(re.findall(r"url\(\.\./(img/[^)]+)\)", css))):
        target = TO / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package / "dist" / name, target)
    (TO / "css").mkdir(parents=True, exist_ok=True)
    (TO / "css/uswds.min.css").write_text(css, encoding="utf-8")
    shutil.copyfile(package / "LICENSE.md", TO / "LICENSE.md")
    sys.stdout.write(f"uswds {VERSION} written to {TO}\n")


def _kept(rules: list[tinycss2.ast.Node]) -> Iterator[str]:
    """The rules for elements and for the components that are used."""
    for rule in rules:
        if rule.type == "at-rule" and rule.lower_at_keyword == "media":
            inside = tinycss2.parse_rule_list(rule.content, skip_whitespace=True)
            body = "".join(_kept(inside))
            if body:
                yield f"@media{tinycss2.serialize(rule.prelude)}{{{body}}}"
        elif rule.type == "qualified-rule":
            # A comma inside brackets, as in :where(a, b), parts no selectors.
            selectors = re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))
            used = [one for one in selectors if _used(one)]
            if used:
                yield f"{','.join(used)}{{{tinycss2.serialize(rule.content)}}}"


def _used(selector: str) -> bool:
    """Whether every class that a selector names is of a used component."""
    classes = re.findall(r"\.([A-Za-z_][\w-]*)", selector)
    return all(re.split("__|--", name)[0] in USED for name in classes)


if __name__ == "__main__":
    main()
