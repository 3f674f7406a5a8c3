"""Cities' texts: Markdown in, safe HTML out."""

import re
from functools import cache
from html import unescape

import nh3
from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "a", "code", "hr"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

LINK = re.compile(r"\[([^\]\n]+)\]\(((?:https?://|mailto:)[^\s()]+)\)")
STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
HEADING = re.compile(r"^#{1,6} +", re.MULTILINE)


@cache
def parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True})


def render(text: str) -> SafeString:
    """HTML of a city's own text: no raw HTML, no images, headings below those of the page."""
    html = parser().render(text)
    for level in (2, 1):  # h1 becomes h3, h2 becomes h4
        html = html.replace(f"<h{level}>", f"<h{level + 2}>").replace(f"</h{level}>", f"</h{level + 2}>")
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        link_rel="nofollow noopener ugc",
        url_schemes={"http", "https", "mailto"},
    )
    return mark_safe(clean)  # noqa: S308  nh3 has cleaned it


def plain(text: str) -> str:
    """The words alone, where there is no room for more: no signs of Markdown, no addresses behind links."""
    return unescape(strip_tags(render(text))).strip()


def in_plain_text(text: str) -> str:
    """All that it says, where there is no HTML: lists and paragraphs as they were typed, addresses beside words."""
    return HEADING.sub("", STRONG.sub(r"\2", LINK.sub(r"\1 (\2)", text)))
