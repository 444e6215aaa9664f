"""A page's form as a browser would post it, untouched: for tests that fill in the rest."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client


class _Form(HTMLParser):
    """The successful controls of the forms of a page's main part (HTML, 4.10.22.4)."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.values: dict[str, Any] = {}
        self._inside, self._number, self._seen = False, number, -1
        self._select, self._area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        if tag == "main":
            self._inside = True
        if not self._inside:
            return
        if tag == "form":
            self._seen += 1
        if self._seen != self._number:
            return
        name = told.get("name") or ""
        if tag == "input":
            self._input(name, told)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            if "selected" in told or self._select not in self.values:
                self.values[self._select] = told.get("value") or ""
        elif tag == "textarea":
            self._area, self.values[name] = name, ""

    def _input(self, name: str, told: dict[str, str | None]) -> None:
        kind, value = told.get("type", "text"), told.get("value") or ""
        if kind == "checkbox" and "checked" in told:
            self.values.setdefault(name, []).append(value or "on")
        elif kind == "radio":
            if "checked" in told:
                self.values[name] = value
        elif kind not in ("checkbox", "file", "submit"):
            self.values[name] = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            # The first line break in a text area is not part of it.
            self.values[self._area] = self.values[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "main":
            self._inside = False


def filled(client: Client, address: str = "", *, page: str = "", form: int = 0) -> dict[str, Any]:
    """What the form of a page (of those in its main part, from 0) posts as it stands."""
    if address:
        response = client.get(address)
        assert response.status_code == 200, response
        page = response.content.decode()
    parser = _Form(form)
    parser.feed(page)
    return parser.values
