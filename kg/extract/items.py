"""The items that a matter lists, each with the best topic found for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.extract.topics import Hit, best_topic
from kg.extract.verbs import Range, is_noun, is_verb
from kg.lexicon import Lexicon
from kg.sentences import Token

_LINKS = frozenset({"of", "for", "on", "from", "to", "in", "with"})


@dataclass(frozen=True, slots=True)
class Item:
    """One member of a list of matters and the best topic found for it."""

    start: int
    end: int
    hit: Hit | None


def split_items(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon, *, facts: bool = True) -> list[Item]:
    """Return the items of ``tokens[start:end]``.

    Cut at semicolons, else at commas and "and", but only where each side speaks of a topic of its own; never inside
    a phrase of the taxonomy. An item that lacks the head of the first ("the return of captives and children")
    is read with that head.
    """
    cuts = [i for i in range(start, end) if tokens[i].lower == ";"]
    if cuts:
        parts = _parts(tokens, start, end, cuts)
        return [Item(a, b, best_topic(tokens, a, b, lexicon, facts=facts)) for a, b in parts]
    cuts = [i for i in range(start + 1, end - 1) if tokens[i].lower in (",", "and", "or") and _may_cut(tokens, i)]
    whole = best_topic(tokens, start, end, lexicon, facts=facts)
    items: list[Item] = []
    prefix = _head_prefix(tokens, start, end)
    for a, b in _parts(tokens, start, end, cuts):
        hit = best_topic(tokens, a, b, lexicon, facts=facts)
        is_borrowed = False
        if items and prefix is not None and a > prefix[1]:
            joined = _with_prefix(tokens, prefix, a, b)
            borrowed = best_topic(joined, 0, len(joined), lexicon, facts=facts)
            agrees = (
                borrowed is not None
                and hit is not None
                and borrowed.topic.issue == hit.topic.issue
                and (borrowed.weight > hit.weight or (borrowed.topic.provision and not hit.topic.provision))
            )
            if borrowed is not None and (hit is None or hit.topic.weak or agrees):
                hit, is_borrowed = borrowed, True
        fresh = (
            hit is not None
            and not hit.topic.weak
            and all(
                i.hit is None
                or i.hit.topic.issue != hit.topic.issue
                or (not is_borrowed and i.hit.topic.provision != hit.topic.provision)
                for i in items
            )
        )
        first_is_bare = len(items) == 1 and (items[0].hit is None or items[0].hit.topic.weak)
        if not items or (fresh and not first_is_bare):
            items.append(Item(a, b, hit))
        else:
            # A part without a topic of its own belongs to its neighbour.
            last = items[-1]
            better = last.hit if last.hit is not None and not (last.hit.topic.weak and hit is not None) else hit
            items[-1] = Item(last.start, b, better)
    if len(items) == 1:
        return [Item(start, end, whole)]
    return items


def _parts(tokens: Sequence[Token], start: int, end: int, cuts: list[int]) -> list[Range]:
    parts, left = [], start
    for cut in [*cuts, end]:
        a, b = left, cut
        while a < b and tokens[a].lower in (",", "and", "or", ";", ":", "both", "either"):
            a += 1
        while b > a and tokens[b - 1].lower in (",", "and", "or", ";", ":", "."):
            b -= 1
        if a < b:
            parts.append((a, b))
        left = cut + 1
    return parts


def _may_cut(tokens: Sequence[Token], at: int) -> bool:
    """Not between two bare adjectives, inside "between A and B" or "steps towards A and B"."""
    before, after = tokens[at - 1], tokens[at + 1]
    if before.tag.startswith("AJ") and after.tag.startswith("AJ"):
        return False
    window = [t.lower for t in tokens[max(0, at - 6) : at]]
    if "toward" in window or "towards" in window:
        return False
    return not (
        tokens[at].lower == "and" and "between" in window and not any(is_verb(t) for t in tokens[max(0, at - 6) : at])
    )


def _head_prefix(tokens: Sequence[Token], start: int, end: int) -> Range | None:
    """The head of the first item with its preposition: "the return of"."""
    for at in range(start, min(end, start + 6)):
        if tokens[at].lower in ("and", ","):
            return None
        if tokens[at].lower in _LINKS and at > start and (is_noun(tokens[at - 1]) or is_verb(tokens[at - 1])):
            return start, at + 1
    return None


def _with_prefix(tokens: Sequence[Token], prefix: Range, start: int, end: int) -> list[Token]:
    stop = prefix[1] - 1 if tokens[start].lower == tokens[prefix[1] - 1].lower else prefix[1]
    return [*tokens[prefix[0] : stop], *tokens[start:end]]
