"""One form for a set of quads, so that two builds can be compared byte by byte."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, RdfFormat, serialize


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """Return N-Quads in one form: each quad once, lines in the order of their bytes, whatever came in which order."""
    document = serialize(quads, format=RdfFormat.N_QUADS)
    assert document is not None  # it would be None only if a file to write to had been given
    # Only "\n" ends a line: N-Quads escapes line feeds and carriage returns inside literals.
    lines = {line for line in document.split(b"\n") if line}
    return b"".join(line + b"\n" for line in sorted(lines))
