"""The law of the graph under attack: of a thousand hostile answers no statement without a verbatim quote."""

from __future__ import annotations

import random
from collections import Counter

from harbour_report import MODEL, TEXT, article, choices, report
from hostile import TWISTS, hostile_answers
from llm_stub import Reply, streamed, whole

from kg.graphs import extraction_quads
from kg.llm.answers import read_records
from kg.llm.gatekeeping import Reason, judge
from kg.llm.wire import UnusableError, read_body
from kg.model import Extraction, Statement
from kg.validate import validate_report

NUMBER = 1000


def bytes_of(reply: Reply, rng: random.Random) -> bytes:
    """The body of a reply, now and then cut off or with a byte that has gone bad on the way."""
    body = bytearray(b"".join(reply.body))
    if rng.random() < 0.05:
        del body[rng.randrange(len(body)) :]
    if body and rng.random() < 0.05:
        body[rng.randrange(len(body))] = rng.randrange(256)
    return bytes(body)


def answered(words: str, rng: random.Random) -> list[object] | None:
    """What the program takes for the records of an answer that comes over the wire; None where it takes none."""
    streams = rng.random() < 0.5
    safe = words.encode("utf-8", "replace").decode()  # a half of a surrogate pair is no UTF-8; the wire has none
    reply = streamed(safe, size=rng.randint(1, 60)) if streams else whole(words)
    try:
        return read_records(read_body(bytes_of(reply, rng), reply.headers["Content-Type"]).content)
    except (UnusableError, ValueError):
        return None


def check(statement: Statement) -> None:
    """Hold a statement against the text, by no function of the program."""
    start, end = statement.quote.start, statement.quote.end
    assert TEXT[start:end] == statement.quote.text != ""
    assert statement.content is None or statement.content in statement.quote.text
    paragraph = TEXT[TEXT.rfind("\n\n", 0, start) + 2 : TEXT.find("\n\n", start)]
    assert statement.quote.text in paragraph
    assert statement.party.label in paragraph  # the text names no party by a pronoun across paragraphs
    assert "Ignore" not in paragraph
    assert statement.is_candidate


def test_of_a_thousand_hostile_answers_no_statement_is_without_a_verbatim_quote() -> None:
    rng = random.Random(7)
    unusable = kept = 0
    refused: Counter[Reason] = Counter()
    told: dict[str, Statement] = {}
    for words in hostile_answers(NUMBER):
        records = answered(words, rng)
        if records is None:
            unusable += 1
            continue
        statements, refusals = judge(article(), choices(), [records], MODEL)
        assert len(statements) + len(refusals) == len(records)  # none is dropped in silence
        refused.update(refusal.reason for refusal in refusals)
        kept += len(statements)
        for statement in statements:
            check(statement)
            told[statement.id] = statement
    # The attack is a real one: much is refused for many reasons, some answers cannot be read, the truth passes.
    assert unusable > 50
    assert sum(refused.values()) > 2000
    assert len(refused) >= 10
    assert kept > 250
    # What passed can enter: also together the statements conform to the shapes.
    people = {statement.speaker for statement in told.values()}
    whole_extraction = Extraction(
        report(),
        None,
        tuple(told.values()),
        introduced=tuple(one for one in article().introduced if one.entity in people),
        extractors=(MODEL,),
    )
    assert validate_report(extraction_quads(whole_extraction)).results == ()


def test_every_twist_but_the_truthful_one_is_refused_somewhere() -> None:
    from harbour_report import record

    rng = random.Random(3)
    for twist in TWISTS:
        refusals = [judge(article(), choices(), [[twist(rng, record())]], MODEL)[1] for _ in range(60)]
        assert any(refusals) is (twist.__name__ != "_truthful"), twist.__name__
