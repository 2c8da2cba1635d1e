"""Who wants what, and who clashes or agrees with whom: parties and provisions, and parties among themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kg.brief.content import AGAINST, BOTH, FOR, NEUTRAL
from kg.errors import NotFoundError
from kg.plots import signs
from kg.plots.drawing import MARGIN, View, framed, headed, legend, lines, mark, path, shape, text, titled
from kg.plots.lettering import shown, wrap
from kg.plots.pairs import draw_pairs, party_box
from kg.plots.selection import chosen_issues, chosen_parties, plural

if TYPE_CHECKING:
    from kg.brief import Brief
    from kg.brief.content import Pair, Tie
    from kg.brief.records import Key
    from kg.plots.drawing import Entry

MOST_PARTIES = 12
MOST_PROVISIONS = 60
_BOX, _FIELD = 170.0, 0.37
_SWEEPS = 6


def network(brief: Brief, view: View = View()) -> str:  # noqa: B008 - frozen
    """Return the networks of a brief as SVG: above, parties and provisions; below, conflicts and overlaps of parties.

    Drawn are the ``MOST_PARTIES`` parties and ``MOST_PROVISIONS`` provisions with the most ties; how many are left
    out is said in words.

    Raises:
        NotFoundError: a party or issue of the view has nothing in the brief, or nothing ties these parties.
    """
    ties = _ties(brief, view)
    parties, provisions = _most(ties)
    drawn = [tie for tie in ties if tie.party in parties and tie.provision in provisions]
    pairs = _pairs(brief, view)
    if not drawn and not pairs:
        raise NotFoundError("nothing ties these parties to a provision or to each other, so there is nothing to draw")
    width = float(view.width)
    heading = f"{brief.title}: who wants what"
    subtitle = "Lines lead from parties to the provisions that they are on record for or against"
    parts, y = headed(heading, subtitle, width)
    if drawn:
        order = _untangled(drawn)
        above, y = _bipartite(brief, view, drawn, *order, y)
        parts += above
        left_out = _left_out(ties, parties, provisions)
        if left_out:
            parts.append(text(MARGIN, y + 14, left_out, size=12, tone="soft", room=width - 2 * MARGIN))
            y += 22
        key, y = legend(_legend(drawn), MARGIN, y + 4, width - 2 * MARGIN, sign=44)
        parts.append(key)
    if pairs:
        below, y = draw_pairs(brief, view, pairs, y + 12)
        parts += below
    return framed("network", view, heading, _about(ties, drawn, len(pairs)), width, y + 8, parts)


def _ties(brief: Brief, view: View) -> list[Tie]:
    parties, issues = chosen_parties(brief, view), chosen_issues(brief, view)
    under = {
        provision.key for group in brief.taxonomy for issue in group.issues if issue.key in issues
        for provision in issue.provisions
    }  # fmt: skip
    return [tie for tie in brief.ties if tie.party in parties and tie.provision in under]


def _pairs(brief: Brief, view: View) -> list[Pair]:
    """Return the pairs of a view's parties, of one party alone those with any other, on the issues of the view."""
    parties, issues = set(chosen_parties(brief, view)), chosen_issues(brief, view)
    found = []
    for pair in brief.pairs:
        both = {pair.first, pair.second}
        if not (both & parties if len(parties) == 1 else both <= parties):
            continue
        if view.issues:
            conflicts, overlaps = (
                tuple(finding for finding in ids if brief.findings[finding].issue in issues)
                for ids in (pair.conflicts, pair.overlaps)
            )
            pair = replace(pair, conflicts=conflicts, overlaps=overlaps)
        if pair.conflicts or pair.overlaps:
            found.append(pair)
    return found


def _most(ties: Sequence[Tie]) -> tuple[set[Key], set[Key]]:
    """Return the parties with the most ties, and of the provisions that these have, those with the most."""
    held = Counter(tie.party for tie in ties)
    parties = set(sorted(held, key=lambda party: (-held[party], party))[:MOST_PARTIES])
    shared = Counter(tie.provision for tie in ties if tie.party in parties)
    origins = Counter[str]()
    for tie in ties:
        origins[tie.provision] += len(tie.origins)
    ranked = sorted(shared, key=lambda one: (-shared[one], -origins[one], one))
    return parties, set(ranked[:MOST_PROVISIONS])


def _left_out(ties: Sequence[Tie], parties: set[Key], provisions: set[Key]) -> str:
    others = plural(len({tie.party for tie in ties} - parties), "party", "parties")
    further = plural(len({tie.provision for tie in ties} - provisions), "provision")
    told = [words for words in (others, further) if not words.startswith("0 ")]
    return f"Not drawn: {' and '.join(told)} with fewer ties (choose with --party, --issue)" if told else ""


def _untangled(ties: Sequence[Tie]) -> tuple[list[Key], list[Key]]:
    """Return parties and provisions in an order in which few lines cross: each near what it is tied to."""
    parties = list(dict.fromkeys(tie.party for tie in ties))
    provisions = list(dict.fromkeys(tie.provision for tie in ties))
    for _ in range(_SWEEPS):
        place = {party: at / len(parties) for at, party in enumerate(parties)}
        provisions.sort(key=lambda one: (_mean([place[t.party] for t in ties if t.provision == one]), one))
        place = {provision: at / len(provisions) for at, provision in enumerate(provisions)}
        parties.sort(key=lambda one: (_mean([place[t.provision] for t in ties if t.party == one]), one))
    return parties, provisions


def _mean(places: Sequence[float]) -> float:
    return round(sum(places) / len(places), 6)


def _bipartite(
    brief: Brief, view: View, ties: Sequence[Tie], parties: Sequence[Key], provisions: Sequence[Key], y: float
) -> tuple[list[str], float]:
    of = {provision: [tie for tie in ties if tie.provision == provision] for provision in provisions}
    start, end = MARGIN + _BOX, MARGIN + _BOX + _FIELD * view.width
    place = {party: at for at, party in enumerate(parties)}
    labels, edges, top = [], [], y + 8
    ends: list[tuple[Tie, float]] = []
    for provision in provisions:
        words = wrap(shown(brief.name(provision)), 13, view.width - MARGIN - end - 24, 2)
        height = max(len(words) * 16.5 + 10, 11.0 * len(of[provision]) + 6)
        middle = top + height / 2
        labels.append(shape("rect", "dot", x=end + 8, y=top + 4, width=3, height=height - 8))
        said = lines(end + 20, middle + (4.5 if len(words) == 1 else -3.5), words)
        labels.append(titled(brief.name(provision), said))
        around = sorted(of[provision], key=lambda tie: place[tie.party])
        ends += [(tie, middle + 11.0 * (at - (len(around) - 1) / 2)) for at, tie in enumerate(around)]
        top += height
    height = max(top - y, 44.0 * len(parties))
    boxes, centre = [], {}
    for party in parties:
        centre[party] = y + height * (place[party] + 0.5) / len(parties)
        boxes.append(party_box(brief.name(party), MARGIN + _BOX / 2, centre[party], _BOX))
    for tie, at in ends:
        edges.append(_edge(brief, view, tie, start, centre[tie.party], end, at))
    return [*edges, *boxes, *labels], y + height + 8


def _edge(brief: Brief, view: View, tie: Tie, x: float, y: float, end: float, to: float) -> str:
    """Return a tie: a line whose strokes, colour and end say the stance, the wider the more origins it has."""
    tone = signs.TONES[tie.word]
    bend = (end - x) * 0.5
    line = path(
        f"edge-{tone}", "M", x, y, "C", x + bend, y, end - bend, to, end - 10, to,
        stroke_width=min(1 + 0.75 * len(tie.origins), 4),
    )  # fmt: skip
    words = (
        f"{brief.name(tie.party)}, {tie.word}: {brief.name(tie.provision)}; "
        f"{plural(len(tie.statements), 'statement')}, {plural(len(tie.origins), 'independent origin')}"
    )
    ids = {"party": tie.party, "provision": tie.provision}
    return mark(view, tie, "tie", words, ids, line, _end(tie.word, end - 5, to))


def _end(word: str, x: float, y: float) -> str:
    """Return the end of a line: an arrow for, a bar against, a diamond both, a ring for neither."""
    if word == FOR:
        return path("for", "M", x + 4, y, "L", x - 3, y - 3.5, "L", x - 3, y + 3.5, "Z")
    if word == AGAINST:
        return path("against", "M", x + 1, y - 4, "V", y + 4)
    return signs.stance(word, x, y, 3.5)


def _sample(word: str, x: float, y: float) -> str:
    line = path(f"edge-{signs.TONES[word]}", "M", x - 20, y, "H", x + 10, stroke_width=1.75)
    return line + _end(word, x + 15, y)


def _legend(ties: Sequence[Tie]) -> list[Entry]:
    words = [word for word in (FOR, AGAINST, BOTH, NEUTRAL) if word in {FOR, AGAINST} | {tie.word for tie in ties}]
    entries: list[Entry] = [(partial(_sample, word), word) for word in words]
    entries.append((lambda x, y: path("span", "M", x - 18, y, "H", x + 16), "the wider, the more independent origins"))
    return entries


def _about(ties: Sequence[Tie], drawn: Sequence[Tie], pairs: int) -> str:
    words = Counter(tie.word for tie in drawn)
    told = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
    parties = plural(len({tie.party for tie in drawn}), "party", "parties")
    provisions = plural(len({tie.provision for tie in drawn}), "provision")
    shared = f" Below, {plural(pairs, 'pair')} of parties with conflicts and overlaps." if pairs else ""
    part = f" of {len(ties)}" if len(ties) != len(drawn) else ""
    return f"{len(drawn)}{part} ties of {parties} and {provisions}: {told}.{shared}"
