"""What a model may answer: a JSON Schema made from the ontology, with closed lists for all that has one.

Of free text there is only what must stand in the report word for word: the quote and, inside it, the content.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Quad

from kg import iris
from kg.graphs import reference_quads
from kg.lexicon import CaseFile
from kg.llm.article import Article
from kg.model import Act, Entity, Stance
from kg.vocab import ACT, NEG, RDFS, SKOS, STANCE

MOST_RECORDS = 60
"""Records of one answer that are looked at; a model that goes on and on says nothing new."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of the ontology by its notation; ``issue`` is that of a provision."""

    slug: str
    label: str
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """The closed lists: parties by the label that a model uses, issues, the case's provisions, what the words mean."""

    parties: Mapping[str, Entity]
    issues: tuple[Concept, ...]
    provisions: tuple[Concept, ...]
    acts: tuple[Concept, ...]
    stances: tuple[Concept, ...]


def choices_of(article: Article, case: CaseFile | None = None) -> Choices:
    """Return the lists for an article: parties that it names, all issues, the provisions of its case.

    Of the general provisions, which are hundreds, there are those of which a phrase stands in the article.
    ``case`` is the case file that it is read by, where that is no bundled one.
    """
    issues, provisions, acts, stances = _concepts(case)
    parties: dict[str, Entity] = {}
    for party in article.parties:
        parties.setdefault(party.label, party)
    topics = article.lexicon.topics
    found = [topics.find(line.context.tokens, 0, len(line.context.tokens)) for line in article.lines]
    spoken_of = {topic.provision for hits in found for _, _, _, topic in hits}
    listed = tuple(
        concept
        for home, concept in provisions
        if (home is None and concept.slug in spoken_of) or (home is not None and home == article.lexicon.case)
    )
    return Choices(parties, issues, listed, acts, stances)


def answer_schema(choices: Choices) -> dict[str, Any]:
    """Return the JSON Schema of an answer; equal lists give an equal schema, in every order of keys."""
    text, maybe_text = {"type": "string"}, {"type": ["string", "null"]}
    record: dict[str, Any] = {
        "sentence": {"type": "integer"},
        "quote": text,
        "party": {"type": "string", "enum": list(choices.parties)},
        "act": {"type": "string", "enum": [concept.slug for concept in choices.acts]},
        "issue": {"type": ["string", "null"], "enum": [*(concept.slug for concept in choices.issues), None]},
        "stance": {"type": "string", "enum": [concept.slug for concept in choices.stances]},
        "content": maybe_text,
    }
    if choices.provisions:
        slugs = [concept.slug for concept in choices.provisions]
        record["provision"] = {"type": ["string", "null"], "enum": [*slugs, None]}
    return _closed({"statements": {"type": "array", "maxItems": MOST_RECORDS, "items": _closed(record)}})


def _closed(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_Concepts = tuple[tuple[Concept, ...], tuple[tuple[str | None, Concept], ...], tuple[Concept, ...], tuple[Concept, ...]]


@cache
def _concepts(case: CaseFile | None) -> _Concepts:
    """Issues, provisions each with the slug of the case that declares it, acts and stances with their definitions."""
    quads = reference_quads(case)
    labels, definitions = _texts(quads, RDFS.label), _texts(quads, SKOS.definition)
    under = {q.subject: q.object for q in quads if q.predicate == NEG.underIssue}
    issues: dict[str, Concept] = {}
    provisions: dict[tuple[str | None, str], Concept] = {}
    for quad in quads:
        node, graph = quad.subject, quad.graph_name
        if quad.predicate != SKOS.inScheme or not isinstance(node, NamedNode):
            continue
        slug = iris.slug_of(node)
        if quad.object == iris.ISSUE_SCHEME:
            issues[slug] = Concept(slug, labels.get(node, slug))
        elif quad.object == iris.PROVISION_SCHEME and isinstance(issue := under.get(node), NamedNode):
            assert isinstance(graph, NamedNode)
            home = None if graph == iris.ONTOLOGY_GRAPH else iris.slug_of(graph)
            provisions[home, slug] = Concept(slug, labels.get(node, slug), iris.slug_of(issue))
    ordered = sorted(provisions.items(), key=lambda item: item[0][1])
    return (
        tuple(issues[slug] for slug in sorted(issues)),
        tuple((home, concept) for (home, _), concept in ordered),
        tuple(Concept(act.value, definitions.get(ACT[act], act.value)) for act in Act),
        tuple(Concept(stance.value, definitions.get(STANCE[stance], stance.value)) for stance in Stance),
    )


def _texts(quads: list[Quad], predicate: NamedNode) -> dict[object, str]:
    return {
        quad.subject: quad.object.value
        for quad in quads
        if quad.predicate == predicate and isinstance(quad.object, Literal) and quad.object.language in {None, "en"}
    }
