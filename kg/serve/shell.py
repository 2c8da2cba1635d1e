"""The frame of every page: head, ways in, and what holds of everything that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kg.serve.markup import Content, Markup, link, tag, together

POLICY = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
"""The Content-Security-Policy of pages: nothing runs, and nothing is loaded but the style sheet of this server."""

WAYS = (
    ("/", "Start"),
    ("/issue/", "Issues"),
    ("/party/", "Parties"),
    ("/finding/", "Findings"),
    ("/report/", "Reports"),
    ("/query/", "Questions"),
    ("/sparql", "SPARQL"),
    ("/dataset", "About the data"),
)


def page(
    title: str,
    *content: Content,
    here: str = "",
    alternates: Iterable[tuple[str, str]] = (),
    scripts: Sequence[str] = (),
    sheets: Sequence[str] = (),
) -> bytes:
    """Return a whole page.

    Args:
        title: stands in the head, and names the site after it.
        content: what the page says, under a heading of its own.
        here: the path of the way in that the page belongs to.
        alternates: (media type, address) of the same in other forms.
        scripts: addresses of scripts of this server; the policy of the page must allow them.
        sheets: addresses of style sheets, after the one that every page has.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{title} – negotiation-kg"),
        [tag("link", rel="stylesheet", href=sheet) for sheet in ("/static/page.css", *sheets)],
        [tag("link", rel="alternate", type=kind, href=address) for kind, address in alternates],
        [tag("script", src=script, defer=True) for script in scripts],
    )
    ways = [link(path, name, aria_current="page" if path == here else None) for path, name in WAYS]
    body = tag(
        "body",
        link("#page-content", "Skip to the content", class_="skip"),
        tag("header", link("/", "negotiation-kg", class_="home"), tag("nav", ways, aria_label="Ways in")),
        tag("main", *content, id="page-content"),
        tag(
            "footer",
            "Every line says what somebody stated, according to a report, in the words that stand there – "
            "not that it is so.",
        ),
    )
    return ("<!doctype html>" + tag("html", head, body, lang="en").text).encode("utf-8")


def problem(status: int, message: str) -> bytes:
    """Return the page that says in one line what went wrong, and where to go on."""
    title = {404: "Not found", 400: "That was not understood"}.get(status, "This could not be answered")
    ways = together(link("/", "Start"), ", ", link("/query/", "all questions"))
    return page(title, tag("h1", title), tag("p", message, class_="problem"), tag("p", "Go on from here: ", ways, "."))


def section(title: str, *content: Content, id_: str | None = None) -> Markup:
    """Return a part of a page under a heading."""
    return tag("section", tag("h2", title), *content, id=id_)
