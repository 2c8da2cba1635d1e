"""An example of an extractor plug-in: "X insists on Y" and "X insists that Y" are demands of X, where X is known."""

from __future__ import annotations

import re

from kg.lexicon import CaseFile, load_lexicon, name_words
from kg.model import Act, Extraction, Report, Stance, Statement

_INSISTS = re.compile(r"\b(?P<party>[A-Z]\w+) insist(?:s|ed) (?:on|that) (?P<content>[^.!?]+)")


class Insistence:
    """Finds demands by one verb, in the names that the case, or without one the general gazetteer, knows."""

    def extract(self, report: Report, case: str | CaseFile | None) -> Extraction:
        """Return the demands; every quote is cut from the report, so that its offsets cannot be off."""
        lexicon = load_lexicon(case)
        found = []
        for match in _INSISTS.finditer(report.text):
            parties = [name.party for name in lexicon.names.get(name_words(match["party"]), ()) if name.kind == "party"]
            if parties and parties[0] is not None:
                statement = Statement(
                    report.id,
                    parties[0],
                    Act.DEMANDS,
                    Stance.FOR,
                    report.quote(match.start(), match.end()),
                    "insists",
                    content=match["content"],
                    negotiation=lexicon.case,
                )
                found.append(statement)
        return Extraction(report, lexicon.case, tuple(found))
