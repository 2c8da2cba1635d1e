"""A verb group is read by the first rule family that finds anything in it.

Each family has a name that stays on what it found (``verb:reject``, ``adjective:open`` …); the words are the
ontology's, the frames are here.
"""

from __future__ import annotations

from kg.extract.by_adjective import read_adjective
from kg.extract.by_exclusion import read_exclusion
from kg.extract.by_judgement import read_judgement, read_modal
from kg.extract.by_verb import read_verb
from kg.extract.context import Context
from kg.extract.draft import Draft


def read_clause(context: Context, k: int) -> list[Draft]:
    """Return the drafts of verb group ``k``: of the first rule family that finds any."""
    for reader in (read_exclusion, read_verb, read_adjective, read_judgement, read_modal):
        drafts = list(reader(context, k))
        if drafts:
            return drafts
    return []
