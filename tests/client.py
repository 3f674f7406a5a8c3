"""A test client that looks at every page it gets and fails on what no page may have."""

import re
from html.parser import HTMLParser
from typing import Any

from django.template import Variable
from django.template.base import VariableDoesNotExist
from django.test import Client

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SELF_CLOSING_OK = {"path", "circle", "rect", "use", "line", "symbol"}


class Suspicion(HTMLParser):
    """Collects: inline handlers, styles and scripts, ids given twice, tags left open, labels of nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.labels_for: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.look_at(tag, attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.look_at(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "li") and tag not in self.open[-1:]:
            self.faults.append(f"</{tag}> where <{'/'.join(self.open[-3:])}> is open")
        while self.open and self.open.pop() != tag:
            self.faults.append(f"tag left open before </{tag}>")

    def look_at(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"inline handler {name} on <{tag}>")
            if name == "style":
                self.faults.append(f"inline style on <{tag}>")
            if name == "id":
                if value in self.ids:
                    self.faults.append(f"id {value!r} twice")
                self.ids.add(value or "")
            if name == "for":
                self.labels_for.add(value or "")
        if tag == "style" or (tag == "script" and not dict(attrs).get("src")):
            self.faults.append(f"inline <{tag}>")


def faults_of(html: str) -> list[str]:
    look = Suspicion()
    look.feed(html)
    faults = look.faults + [f"label for {name!r}, which is not there" for name in look.labels_for - look.ids]
    faults += [f"unrendered {found!r}" for found in re.findall(r"\{[{%#].{0,40}", html)]
    return faults + [f"unclosed <{tag}>" for tag in look.open]


class SuspiciousClient(Client):
    def request(self, **request: Any) -> Any:
        undefined: list[str] = []
        response = watched(super().request, undefined, **request)
        if "text/html" in response.headers.get("Content-Type", "") and not response.streaming:
            html = response.content.decode()
            if response.headers.get("Content-Encoding") != "gzip":
                found = faults_of(html) + [f"undefined variable {name}" for name in undefined]
                assert not found, f"{request.get('PATH_INFO')}: {found[:5]}"
        return response


def watched(call: Any, undefined: list[str], **request: Any) -> Any:
    """Call, noting names that our templates ask for and the context does not have."""
    resolve = Variable._resolve_lookup

    def noting(self: Variable, context: Any) -> Any:
        try:
            return resolve(self, context)
        except VariableDoesNotExist:
            template = getattr(getattr(context, "template", None), "origin", None)
            if context and "enlacesur" in str(template) and self.lookups and self.lookups[0] not in OPTIONAL:
                undefined.append(self.var)
            raise

    Variable._resolve_lookup = noting  # type: ignore[method-assign]
    try:
        return call(**request)
    finally:
        Variable._resolve_lookup = resolve  # type: ignore[method-assign]


# Names that templates test for and may lack by design.
OPTIONAL = {"messages", "forloop", "exception", "form", "attrs", "slots"}
