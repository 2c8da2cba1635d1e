"""A brief in which every text of a stranger wants to be more than text, and its harmless twin of the same shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from kg.brief import Brief
from kg.brief.records import Meeting, Name, Outcome, Quote, Statement

_BARE = (
    "<script>alert(1)</script>", "<script src=//canary.invalid/x.js></script>", "<img src=x onerror=alert(1)>",
    "<img src=//canary.invalid/x.png>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<svg><use href='data:image/svg+xml,x'/></svg>", "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<iframe src=javascript:alert(1)></iframe>", "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=//canary.invalid></object>", "<embed src=//canary.invalid>", "<base href=//canary.invalid/>",
    "<meta http-equiv=refresh content='0;url=//canary.invalid'>", "<link rel=stylesheet href=//canary.invalid/x.css>",
    "<style>*{display:none}</style>", "<style>@import '//canary.invalid/x'</style>", "<form action=//canary.invalid>",
    "<input autofocus onfocus=alert(1)>", "<button onclick=alert(1)>x</button>", "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,x'>x</a>", "<details open ontoggle=alert(1)>", "<dialog open>x</dialog>",
    "<video><source onerror=alert(1)>", "<audio src=//canary.invalid/x.mp3 autoplay>", "<body onload=alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<template><img src=x></template>",
    "<noscript><img src=//canary.invalid></noscript>", "<textarea>", "<plaintext>", "<xmp>", "<title>x</title>",
    "<table><tr><td>x", "</table></td></tr>", "<mark id=table>x</mark>", "<p class=panel data-f=p0 data-card>x",
    "<!-- no end", "<![CDATA[x]]>", "<?php echo 1 ?>", "<!DOCTYPE html>", "javascript:alert(1)",
    "JaVa\tScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>",
    "{{ 7 * 7 }}", "{% include 'x' %}", "{# x #}", "${alert(1)}",
    "\\u003cscript\\u003ealert(1)", '\\"});alert(1);//', "'-alert(1)-'", "`;alert(1)`", "&lt;script&gt;&#x3c;b&#62;",
    "&amp;amp;&nbsp;&nosuch;", "\u202egnirts\u2066desrever", "zero\u200bwidth\ufeff", "bell\x07null\x00escape\x1b[31m",
    "W" * 400, "line\nfeed\u2028and\u2029more",
)  # fmt: skip
_BEFORE = ("", '">', "'>", "--></script></style></title></textarea>", "</bdi></q></td></table></main>")
PAYLOADS = tuple(f"{before}{bare}" for before in _BEFORE for bare in _BARE)
"""Three hundred of them."""
SHOWN = {
    "content", "condition", "caveat", "quantity", "due_words", "said_words", "rule", "title", "publisher", "agency",
    "file_name", "address", "label", "reason", "venue", "duration", "day_words", "words", "extractor", "decided_by",
    "attribution", "speaker_words", "definition",
}  # fmt: skip
"""The fields with texts of strangers; ids, keys and IRIs are what the store's own shapes let in."""
Words = Callable[[str], str]


def hostile(brief: Brief) -> tuple[Brief, dict[str, set[str]]]:
    """Return a brief with payloads in every field, all of them in each, and what was put into which field."""
    sizes: dict[str, int] = defaultdict(int)

    def count(field: str) -> str:
        sizes[field] += 1
        return "x"

    _rewritten(brief, count)
    taken: dict[str, int] = defaultdict(int)
    put: dict[str, set[str]] = defaultdict(set)

    def words(field: str) -> str:
        number = -(-len(PAYLOADS) // sizes[field])
        chosen = [PAYLOADS[(taken[field] + step) % len(PAYLOADS)] for step in range(number)]
        taken[field] += number
        put[field].update(chosen)
        return " ".join(chosen)

    return _rewritten(brief, words), put


def harmless(brief: Brief) -> Brief:
    """Return the same with plain words in every field: what its page has, the page of the other may have too."""
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: iter(range(10**9)))
    return _rewritten(brief, lambda field: f"{field} {next(numbers[field])}")


def _rewritten(brief: Brief, words: Words) -> Brief:
    moved = {report.id: _stretched(brief, report.id, words) for report in brief.reports.values()}

    def of(value: Any) -> Any:  # noqa: ANN401 - whatever a brief holds
        if isinstance(value, Quote):
            text, places = moved[value.report]
            start, end = places[value.start], places[value.end]
            around = places[value.sentence_start], places[value.sentence_end]
            return Quote(value.report, start, end, text[start:end], *around)
        if isinstance(value, Name):
            others = (("uk", words("label")), ("fa", words("label"))) if value.key.startswith("party/") else ()
            return replace(value, label=words("label"), definition=words("definition"), others=others)
        if is_dataclass(value) and not isinstance(value, type):
            changed = {}
            for field in fields(value):
                held = getattr(value, field.name)
                if field.name == "text":
                    changed[field.name] = moved[value.id][0]  # type: ignore[attr-defined]
                elif field.name in SHOWN and (isinstance(held, str) or field.name in {"address", "caveat", "title"}):
                    changed[field.name] = words(field.name)
                elif not isinstance(held, str):
                    changed[field.name] = of(held)
            return replace(value, **changed)
        if isinstance(value, tuple):
            return tuple(map(of, value))
        if isinstance(value, dict):
            return {key: of(held) for key, held in value.items()}
        return value

    found: Brief = of(brief)
    return found


def _stretched(brief: Brief, report: str, words: Words) -> tuple[str, dict[int, int]]:
    """Return an article with something put in before each place where a quote or its sentence ends, and all places."""
    text = brief.reports[report].text
    records: list[Statement | Meeting | Outcome] = [
        *brief.statements.values(),
        *brief.meetings.values(),
        *brief.outcomes.values(),
    ]
    quotes = [quote for one in records for quote in one.quotes if quote.report == report]
    quotes += brief.reports[report].repeated
    cuts = {0, len(text)}
    for quote in quotes:
        cuts |= {quote.start, quote.end, quote.sentence_start, quote.sentence_end}
    made, places, last = "", {}, 0
    for cut in sorted(cuts):
        if cut:
            made += text[last:cut] + words("text")
        places[cut], last = len(made), cut
    return made, places
