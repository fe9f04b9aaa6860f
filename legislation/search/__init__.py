"""Everything public that can be found by words and references; see `domain.searching`."""

from legislation.search.content import content_of
from legislation.search.finding import Asked, Found, Hit, files_named, find
from legislation.search.highlights import as_html
from legislation.search.index import index, rebuild

__all__ = [
    "Asked",
    "Found",
    "Hit",
    "as_html",
    "content_of",
    "files_named",
    "find",
    "index",
    "rebuild",
]
