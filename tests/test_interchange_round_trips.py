"""What is written for another tool and read back says the same, but for what was told to be lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from extractions import extractions
from hypothesis import HealthCheck, example, given, settings

from kg.graphs import extraction_quads, reference_quads
from kg.interchange.adding import read_all
from kg.interchange.export import Choice, choose
from kg.interchange.fields import CODED, ORIGIN
from kg.interchange.files import Form, read_coded, write_folder
from kg.interchange.lookup import Lookup
from kg.interchange.networks import Kind
from kg.interchange.written import written
from kg.iris import report_iri
from kg.model import BY_HAND, Act, Extraction, Quote, Report, Stance, Statement

FORMS = (Form.WEB_ANNOTATION, Form.DNA, Form.BRAT)
ENDING = {Form.WEB_ANNOTATION: "a.jsonld", Form.DNA: "a.csv", Form.BRAT: "a"}


@pytest.fixture(scope="module")
def known() -> Lookup:
    """The names of the bundled ontology and cases."""
    rdf = ox.Store()
    rdf.bulk_extend(reference_quads())
    return Lookup(rdf)


@contextmanager
def stored(known: Lookup, extraction: Extraction) -> Iterator[None]:
    known.rdf.bulk_extend(extraction_quads(extraction))
    try:
        yield
    finally:
        known.rdf.remove_graph(report_iri(extraction.report.id))


def round_trip(known: Lookup, form: Form, chosen: Choice) -> tuple[list[Statement], list[str]]:
    """Write and read back; return the statements in the order of writing, and the fields told to be lost."""
    files, losses = written(chosen, known, form, Kind.TWO_MODE)
    with TemporaryDirectory() as folder:
        target = Path(folder, ENDING[form])
        if form is Form.BRAT:
            write_folder(files, target)
        else:
            target.write_bytes(files[""])
        reading = read_coded([str(target)])
    read = read_all(known.rdf, reading.statements, known)
    assert (reading.problems, reading.passed_over, read.problems) == ((), (), ())
    return [statement for _, statement, _ in read.statements], [name for name, _ in losses.counts]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extraction=extractions())
def test_nothing_is_lost_but_what_is_told(known: Lookup, form: Form, extraction: Extraction) -> None:
    with stored(known, extraction):
        chosen = choose(known.rdf, known, candidates=True)
        # One by one, so that what is told of one cannot stand for another.
        for statement in chosen.extractions[0].statements:
            alone = Choice((replace(chosen.extractions[0], statements=(statement,)),))
            found, lost = round_trip(known, form, alone)
            if not found:
                assert form is Form.BRAT
                assert "quote" in lost
                continue
            (back,) = found
            assert back.rule == BY_HAND
            differing = {name for name in CODED if getattr(back, name) != getattr(statement, name)}
            # What says nothing of its matter gets its quote for content.
            bare = not (statement.issue or statement.provision or statement.content)
            assert differing - ({"content"} if bare and "incomplete" in lost else set()) <= {*lost}
            if form is Form.WEB_ANNOTATION:
                assert differing == set()
                assert {*lost} <= ORIGIN


HOSTILE = (
    "=cmd|' /C calc'!A0 said \u202eno\u202c; \"fish\" \U0001f41f\U0001f468\u200d\U0001f469,"
    "\r\n@two\u2028lines\n\n+three"
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("quoted", [HOSTILE, "=cmd", "\U0001f41f", "\r\n@two\u2028lines\n\n+three", '"fish"', ";"])
def test_a_quote_of_any_characters_is_found_again_where_it_stands(known: Lookup, form: Form, quoted: str) -> None:
    text = f"{quoted} \U0001f41f {HOSTILE} {quoted}"
    report = Report(text, 'a "file"; name.txt', title="=1+1")
    start = text.rindex(quoted)
    statement = Statement(
        report.id,
        known.entity("party", "Russia"),
        Act.REJECTS,
        Stance.AGAINST,
        Quote(start, start + len(quoted), quoted),
        "verb",
        issue="ceasefire",
        content=quoted,
        negotiation="istanbul-2025",
    )
    with stored(known, Extraction(report, "istanbul-2025", (statement,))):
        (back,), lost = round_trip(known, form, choose(known.rdf, known))
    if "quote" in lost:  # brat has no place for a line break at either end
        assert back.quote.text == quoted.strip("\r\n")
    else:
        assert (back.quote, back.content) == (statement.quote, quoted)


def test_a_place_that_brat_has_no_line_for_is_told(known: Lookup) -> None:
    report = Report("Kyiv said no.\n\nKyiv said no.", "no.txt")
    party, quote = known.entity("party", "Ukraine"), report.quote(0, 12)
    statement = Statement(
        report.id, party, Act.REJECTS, Stance.AGAINST, quote, "verb", content="no", also_at=(report.quote(13, 15),)
    )
    with stored(known, Extraction(report, None, (statement,))):
        (back,), lost = round_trip(known, Form.BRAT, choose(known.rdf, known))
    assert back.also_at == ()
    assert "also_at" in lost


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extraction=extractions())
@example(extraction=Extraction(Report("Nobody spoke.", "nobody.txt"), None))
def test_a_file_can_be_read_whatever_the_reports_hold(known: Lookup, extraction: Extraction) -> None:
    with stored(known, extraction):
        chosen = choose(known.rdf, known, candidates=True)
        for form in FORMS[:2]:
            files, _ = written(chosen, known, form, Kind.TWO_MODE)
            again, _ = written(chosen, known, form, Kind.TWO_MODE)
            assert files == again
            with TemporaryDirectory() as folder:
                target = Path(folder, ENDING[form])
                target.write_bytes(files[""])
                assert len(read_coded([str(target)]).statements) == chosen.statements
