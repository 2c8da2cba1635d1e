"""Where the ontology, the queries and the weights are: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def bundle_path(folder: str) -> Path:
    """Return the path of ``ontology``, ``queries``, ``weights``, or of ``render`` or ``plots`` with their templates.

    A wheel carries all inside the package; a checkout has the first two beside it.
    Raises FileNotFoundError where neither is there, which means a broken installation.
    """
    for candidate in (_PACKAGE / folder, _PACKAGE.parent / folder):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"the folder {folder!r} is missing from the installation; reinstall the package")
