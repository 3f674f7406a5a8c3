"""PDF by typst. A template is ours; what people wrote reaches it as data, never as code."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import typst
from markdown_it.token import Token

from enlacesur.core.markdown import parser

# Pictures among the letters, with what joins and colours them: no font that comes with typst has them all, and an empty
# box says less than nothing. Signs that were there before the pictures stay.
SHOWN_AS_PICTURES = "⌚⌛⏩-⏬⏰⏳◽◾☔☕♈-♓♿⚓⚡⚪⚫⚽⚾⛄⛅⛎⛔⛪⛲⛳⛵⛺⛽✊✋✨❎❓-❕❗➕-➗➰➿⬛⬜⭐⭕"
PICTURE, JOINS = f"\U0001f000-\U0001faff{SHOWN_AS_PICTURES}", "\U000e0020-\U000e007f\u200d\u20e3\ufe0e\ufe0f"
EMOJI = f"[{PICTURE}][{PICTURE}{JOINS}]*"
PICTURES = re.compile(f" {EMOJI}|{EMOJI} ?|[{JOINS}]")
SIGNS = str.maketrans("✅❌", "✓✗")
UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")  # pasted texts bring it along

# A form of PDF that is made to be kept: with it typst refuses what it would else print as an empty box.
FOR_ARCHIVES = "a-2u"
FIRST_LACKING = "\u0370"  # before it our font has all; typst blames a letter for the sign above it that is lacking
CANNOT_SET = re.compile(r'the text `"(.+?)"` could not be displayed')
BY_NUMBER = re.compile(r"\\u\{([0-9a-f]+)\}")  # as typst names a sign that does not stand by itself
MARK = "[…]"

Run = dict[str, Any]  # text, and how it is set: strong, em
Block = dict[str, Any]  # kind: p, heading, item or number; runs; depth of a list


def render(template: Path, data: dict[str, Any]) -> bytes:
    """The template with the data, which it reads as `json(bytes(sys.inputs.data))`. Where no font here has a letter,
    a mark stands for it, and `lacking` is true, so that the template explains the mark."""
    plain, explained = as_json(data), as_json(data | {"lacking": True})
    try:
        return made(template, plain, pdf_standards=FOR_ARCHIVES)
    except typst.TypstError as refused:
        text = marked(explained, refused.diagnostic)
    if text == explained:
        return made(template, plain)
    try:
        return made(template, text, pdf_standards=FOR_ARCHIVES)
    except typst.TypstError:
        return made(template, text)


def made(template: Path, data: str, **options: Any) -> bytes:
    return bytes(typst.compile(str(template), root=str(template.parent), sys_inputs={"data": data}, **options))


def as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(without_pictures(data), ensure_ascii=False, default=str)


def without_pictures(data: Any) -> Any:
    if isinstance(data, Mapping):
        return {name: without_pictures(value) for name, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [without_pictures(value) for value in data]
    return printable(data) if isinstance(data, str) else data


def marked(text: str, diagnostic: str) -> str:
    """A mark in the place of the letters that typst says it cannot set, one for as many as stand together."""
    found = {BY_NUMBER.sub(lambda by: chr(int(by[1], 16)), text) for text in CANNOT_SET.findall(diagnostic)}
    one = "|".join(re.escape(sign) for sign in found if sign >= FIRST_LACKING)
    return re.sub(f"(?:{one})(?: ?(?:{one}))*", MARK, text) if one else text


def printable(text: str) -> str:
    return UNSEEN.sub("", PICTURES.sub("", text.translate(SIGNS)))


def blocks(text: str) -> list[Block]:
    """A Markdown text as paragraphs, headings and items of lists; what is not text is left out."""
    return list(walk(parser().parse(text.replace("\x00", ""))))


def walk(tokens: list[Token]) -> Iterator[Block]:
    lists: list[str] = []
    kind = "p"
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            lists.append("item" if token.type.startswith("bullet") else "number")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
        elif token.type == "heading_open":
            kind = "heading"
        elif token.type == "list_item_open":
            kind = lists[-1]
        elif token.type == "inline":
            yield {"kind": kind, "depth": len(lists), "runs": list(runs(token.children or []))}
            kind = "p"
        elif token.type in ("fence", "code_block"):
            yield {"kind": "p", "depth": len(lists), "runs": [{"text": token.content}]}


def runs(tokens: list[Token]) -> Iterator[Run]:
    style = {"strong": False, "em": False}
    for token in tokens:
        name, _underline, end = token.type.partition("_")
        if name in style:
            style[name] = end == "open"
        elif token.type in ("text", "code_inline"):
            yield {"text": token.content, **style}
        elif token.type in ("softbreak", "hardbreak"):
            yield {"text": "\n"}
