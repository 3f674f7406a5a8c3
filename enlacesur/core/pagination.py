from dataclasses import dataclass
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.http import HttpRequest


def page_number(request: HttpRequest, name: str = "page") -> int:
    """The page asked for in the address; nonsense is page 1."""
    raw = request.GET.get(name, "1")
    return max(1, int(raw)) if raw.isdecimal() and len(raw) < 7 else 1


def paginate(request: HttpRequest, rows: Any, per_page: int = 25) -> Any:
    """One page of rows. A number past the end gives the last page, so that old links still work."""
    paginator = Paginator(rows, per_page)
    try:
        return paginator.page(page_number(request))
    except EmptyPage:
        return paginator.page(paginator.num_pages)


@dataclass(frozen=True)
class Pages:
    """What the pager shows when the rows were cut elsewhere, by the search index."""

    number: int
    count: int
    per_page: int = 25

    @property
    def num_pages(self) -> int:
        return max(1, -(-self.count // self.per_page))

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.num_pages

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1
