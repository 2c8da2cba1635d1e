"""Pages as the tests see them: elements and attributes that a strict reader finds, and the text between them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

VOID = {"br", "hr", "input", "link", "meta"}
ELEMENTS = VOID | set(
    "html head title body header nav main footer section article h1 h2 h3 p a ul ol li dl div dt dd span strong b q "
    "bdi mark blockquote code pre table thead tbody tr th td form label textarea select option button datalist details "
    "summary noscript script".split()
)
ATTRIBUTES = set(
    "href class id title lang rel type name content charset scope dir value action method for rows spellcheck list "
    "placeholder tabindex role src defer accept-charset aria-current aria-label data-name".split()
)


class Page(HTMLParser):
    """A page, read strictly: AssertionError for anything in it that is not ours, or not closed where it should be."""

    def __init__(self, data: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.pieces: list[tuple[tuple[str, ...], str]] = []
        assert data.startswith("<!doctype html>")
        self.feed(data.removeprefix("<!doctype html>"))
        self.close()
        assert not self.open, f"not closed: {self.open}"
        assert len(self.ids) == len(set(self.ids)), "an id stands twice"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS, f"an element that is not ours: {tag} {attrs}"
        told = dict(attrs)
        assert len(told) == len(attrs), f"an attribute stands twice: {attrs}"
        assert told.keys() <= ATTRIBUTES, f"an attribute that is not ours: {tag} {attrs}"
        for name in ("href", "src", "action"):
            if (address := told.get(name)) is not None:
                assert urlsplit(address).scheme in {"", "http", "https"}, f"it leads to {address}"
                assert not address.startswith("//")
        if tag == "a":
            self.links.append(told["href"] or "")
        if told.get("id"):
            self.ids.append(str(told["id"]))
        if tag == "script":
            assert told.get("src"), "a script within the page"
        self.elements.append((tag, told))
        if tag not in VOID:
            self.open.append(f"{tag}.{told['class']}" if told.get("class") else tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop().partition(".")[0] == tag, f"</{tag}> in the wrong place"

    def handle_data(self, data: str) -> None:
        self.pieces.append((tuple(self.open), data))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(f"a marked section: {data}")

    @property
    def texts(self) -> list[str]:
        """The texts between the elements."""
        return [data for _, data in self.pieces]

    @property
    def text(self) -> str:
        """All text between the elements, as one string."""
        return "".join(self.texts)

    def text_in(self, element: str) -> str:
        """Return the text within elements that are written so, as ``mark`` or ``mark.here``, one after the other."""
        return "".join(data for opened, data in self.pieces if element in opened)
