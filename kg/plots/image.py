"""A picture as PNG, drawn by Typst out of its SVG."""

from __future__ import annotations

from kg.bundle import bundle_path
from kg.errors import UsageError

_POINTS_PER_INCH = 72


def to_png(svg: str, *, scale: float = 2) -> bytes:
    """Return an SVG that stands alone as PNG, with so many pixels for each of its own.

    Raises:
        UsageError: the compiler is not installed.
    """
    try:
        import typst
    except ImportError:
        raise UsageError(
            "PNG is drawn by Typst, which is not installed; install it with: pip install 'negotiation-kg[documents]', "
            "or write SVG"
        ) from None
    found = typst.compile(
        str(bundle_path("plots") / "image.typ"),
        format="png",
        ppi=_POINTS_PER_INCH * scale,
        sys_inputs={"picture": svg},
    )
    assert isinstance(found, bytes)  # one document of one page makes one file
    return found
