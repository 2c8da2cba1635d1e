from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from commands import FIRST, PARTY, Kg
from review_tables import exported, table

from kg.curation import decisions_of
from kg.interchange.passages import utf16
from kg.model import Statement
from kg.store import Store

CEASEFIRE = "Russia rejected an immediate ceasefire"
SCHEME = "https://w3id.org/negotiation-kg/scheme/"
HEAD = "statement_id;time;person;organization;concept;agreement;start_position;stop_position;text;coder;document_id;"
HEAD += "document_title;document_author;document_source;document_section;document_type"
OLD_HEAD = (
    "statement ID;time;document ID;document title;author;source;section;type;text;person;organization;concept;agreement"
)


@pytest.fixture
def mine(store: Path, tmp_path: Path) -> Path:
    return shutil.copytree(store, tmp_path / "mine")


@pytest.fixture(scope="module")
def spare(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store that tests may open for writing, and leave as it is."""
    return shutil.copytree(store, tmp_path_factory.mktemp("spare") / "store")


def added(store: Path) -> list[Statement]:
    """What stands in a store by people's word, in order."""
    with Store.open(store, read_only=True) as opened:
        return [result for decision in decisions_of(opened.rdf) for result in decision.results]


def dna(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def row(quote: str = CEASEFIRE, **cells: str) -> str:
    """One row of an event list as DNA writes it."""
    values = {
        "organization": "Russia", "concept": "ceasefire", "agreement": "0", "document_title": "first.txt",
        "text": quote, **cells,
    }  # fmt: skip
    return ";".join(f'"{values.get(name, "")}"' for name in HEAD.split(";"))


@pytest.mark.parametrize("name", ["all.jsonld", "all.csv", "all"])
def test_what_was_exported_comes_back_and_a_second_time_adds_nothing(kg: Kg, mine: Path, name: str) -> None:
    out = kg("export", "-o", name, "--store", mine)
    assert out.code == 0
    assert "does not hold rule of 6 of 6 statements" in out.err
    rejected = table(row | {"decision": "reject"} for row in exported(kg, mine))
    assert kg("review", "apply", "-", "--by", "Ben", "--store", mine, stdin=rejected).code == 0
    answer = kg("import", name, "--by", "Ann", "--store", mine)
    assert answer.code == 0
    assert answer.rows[0] == {
        "file": name, "change": "imported", "kind": "report", "what": "6 statements added", "id": "Ann",
    }  # fmt: skip
    first = added(mine)
    assert len(first) == 6
    assert {statement.quote.text for statement in first} >= {CEASEFIRE}
    again = kg("import", name, "--by", "Ann", "--store", mine)
    assert [row["what"] for row in again.rows] == ["0 statements added, 6 there already"]
    assert added(mine) == first


@pytest.mark.parametrize("name", ["all.jsonld", "all.csv", "all"])
def test_what_was_extracted_in_as_much_detail_is_accepted_as_it_stands(kg: Kg, mine: Path, name: str) -> None:
    """A file holds less than the store: in its place, a day or a quantity would be lost with no word."""
    assert kg("export", "-o", name, "--store", mine).code == 0
    before = kg("query", "positions", "--store", mine).rows
    answer = kg("import", name, "--by", "Ann", "--store", mine)
    assert answer.rows[0]["what"] == "0 statements added, 6 accepted as extracted"
    assert kg("query", "positions", "--store", mine).rows == before
    assert kg("import", name, "--by", "Ann", "--store", mine).rows[0]["what"] == "0 statements added, 6 there already"
    assert {row["state"] for row in kg("review", "list", "--store", mine).rows} == {"in effect"}


def test_what_another_has_said_is_added_all_the_same(kg: Kg, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "dna.csv").write_text(dna(row()))
    for name, told in (("Ann", "1 statement added"), ("Ben", "1 statement added"), ("Ann", "0 statements added")):
        assert kg("import", "dna.csv", "--by", name, "--store", mine).rows[0]["what"].startswith(told)


def test_an_event_list_as_dna_writes_it(kg: Kg, mine: Path, tmp_path: Path) -> None:
    text = f'\U0001f41f; a "fish". {FIRST}'
    (tmp_path / "fish.txt").write_text(text)
    assert kg("add", "fish.txt", "--store", mine).code == 0
    start = text.index("; a")
    offsets = {"start_position": str(utf16(text, start)), "stop_position": str(utf16(text, start + 11))}
    assert offsets["start_position"] == str(start + 1), "Java counts the fish twice"
    (tmp_path / "dna.csv").write_text(
        dna(
            row("' a 'fish'. '", document_title="fish.txt"),  # never written so by DNA, and stands nowhere
            row(", a 'fish'.", document_title="fish.txt", **offsets, concept="Ceasefire or truce", agreement="1"),
            row("Ukraine demanded an immediate ceasefire", organization="Kyiv", person="Dmitry Peskov"),
            row(person="An official", agreement="FALSE", concept="An end of the war"),
        )
    )
    (tmp_path / "map.csv").write_text("An end of the war,ceasefire-immediate\n")
    refused = kg("import", "dna.csv", "--by", "Ann", "--store", mine)
    assert refused.code == 3
    assert refused.err.count("dna.csv, line 2: quote: “' a 'fish'. '” does not stand in the report fish.txt") == 1
    assert "dna.csv, line 5: concept: provision: nothing in the store is called 'An end of the war'" in refused.err
    assert "nothing was written" in refused.err
    assert added(mine) == []
    rows = (tmp_path / "dna.csv").read_text().split("\n")
    (tmp_path / "dna.csv").write_text("\n".join([rows[0], *rows[2:]]))
    answer = kg("import", "dna.csv", "--by", "Ann", "--map", "map.csv", "--store", mine)
    assert answer.code == 0
    assert "3 statements without an act in the file: taken as asserts (--act)" in answer.err
    fish, kyiv, official = added(mine)
    assert (fish.quote.text, fish.quote.start) == ('; a "fish".', start), "the report's own characters"
    assert (fish.provision, fish.issue, fish.stance) == (None, "ceasefire", "for")
    assert (kyiv.party.iri, kyiv.act, kyiv.stance, kyiv.issue) == (PARTY + "ukraine", "asserts", "against", "ceasefire")
    assert (kyiv.speaker and kyiv.speaker.label, kyiv.sourcing) == ("Dmitry Peskov", "named")
    assert (official.speaker, official.speaker_text) == (None, "An official")
    assert (official.provision, official.issue) == ("ceasefire-immediate", "ceasefire")
    assert official.negotiation == "istanbul-2025"


def test_an_event_list_of_older_dna_has_no_offsets(kg: Kg, mine: Path, tmp_path: Path) -> None:
    old = f'12;2025-07-03 12:00:00;3;"first.txt";"";"";"";"";"{CEASEFIRE}";"";"Russia";"Ceasefire or truce";0'
    (tmp_path / "old.csv").write_text(dna(old, head=OLD_HEAD))
    assert kg("import", "old.csv", "--by", "Ann", "--act", "rejects", "--store", mine).code == 0
    (statement,) = added(mine)
    assert (statement.act, statement.stance, statement.quote.text) == ("rejects", "against", CEASEFIRE)


BAD_ROWS = [
    (row(agreement="maybe"), "agreement: 'maybe' is neither 1 nor 0"),
    (row(start_position="soon"), "start_position: 'soon' is not an offset"),
    (row(organization="Atlantis"), "party: nothing in the store is called 'Atlantis'"),
    (row(organization=""), "party: is missing; a statement has one"),
    (row(organization=SCHEME + "issue/ceasefire"), "is something else"),
    (row(document_title="third.txt"), "its report, 'third.txt', is not in the store; add it first: kg add"),
    (row(document_title=""), "its report, without a name, is not in the store"),
    (row("an immediate ceasefire"), "stands 2 times in the report first.txt; give its offset"),
    (row(""), "quote: the offsets None..None do not lie in the report"),
    ('"1";"2"', "has 2 cells where the header has 16"),
]


@pytest.mark.parametrize(("bad", "told"), BAD_ROWS, ids=[told for _, told in BAD_ROWS])
def test_one_wrong_row_is_told_with_its_line_and_nothing_is_written(
    kg: Kg, spare: Path, tmp_path: Path, bad: str, told: str
) -> None:
    (tmp_path / "dna.csv").write_text(dna(row(), bad))
    answer = kg("import", "dna.csv", "--by", "Ann", "--store", spare)
    assert answer.code == 3
    assert answer.out == ""
    assert told in answer.err
    assert all(line.startswith("kg: dna.csv, line 3: ") for line in answer.err.splitlines()[:-1])
    assert answer.err.splitlines()[-1].endswith("in dna.csv; nothing was written")
    assert added(spare) == []


def test_a_name_of_two_reports_is_no_name(kg: Kg, mine: Path, tmp_path: Path) -> None:
    for number in ("one", "two"):
        (tmp_path / number).mkdir()
        (tmp_path / number / "same.txt").write_text(f"{FIRST}\nNumber {number}.\n")
    assert kg("add", "one", "two", "--store", mine).code == 0
    (tmp_path / "dna.csv").write_text(dna(row(document_title="same.txt")))
    answer = kg("import", "dna.csv", "--by", "Ann", "--store", mine)
    assert answer.code == 3
    assert "dna.csv, line 2: report: 'same.txt' can be " in answer.err


def test_concepts_that_are_not_known_can_be_kept_in_the_note(kg: Kg, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "dna.csv").write_text(dna(row(concept="Fish quotas")))
    assert kg("import", "dna.csv", "--by", "Ann", "--unmapped", "keep", "--store", mine).code == 0
    (statement,) = added(mine)
    assert (statement.issue, statement.provision, statement.content) == (None, None, CEASEFIRE)
    with Store.open(mine, read_only=True) as opened:
        assert [one.note for one in decisions_of(opened.rdf)] == ["from dna.csv, line 2; concept: Fish quotas"]


ANN = f"""T1\tRejects 88 126\t{CEASEFIRE}
T2\tParty 88 94\tRussia
T3\tSpeakerText 114 126\t{CEASEFIRE[-12:]}
R1\tParty Arg1:T1 Arg2:T2
R2\tSpeakerText Arg1:T1 Arg2:T3
A1\tStance T1 against
N1\tReference T1 Issue:ceasefire\tCeasefire
T4\tCeasefire 34 50;51 53\tUkraine demanded an
#1\tAnnotatorNotes T4\tparty: Kyiv; stance: for; think again
T5\tDemands 34 86\tUkraine demanded an immediate ceasefire on Wednesday
E1\tDemands:T5 Content:T6 Attribution:T2
T6\tContent 51 86\tan immediate ceasefire on Wednesday
N2\tWikipedia T5 Wikipedia:534366\tKyiv
N3\tReference T5 Party:{PARTY}ukraine\tUkraine
A2\tStance E1 for
A3\tNonNegotiable E1
*\tEquiv T1 T2
"""


def brat(folder: Path, ann: str, text: str = FIRST) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "doc.txt").write_bytes(text.encode())
    (folder / "doc.ann").write_bytes(ann.encode())


def test_what_was_coded_by_hand_in_brat(kg: Kg, mine: Path, tmp_path: Path) -> None:
    brat(tmp_path / "brat", ANN)
    answer = kg("import", "brat", "--by", "Ann", "--store", mine)
    assert answer.code == 0, answer.err
    said = {statement.quote.text: statement for statement in added(mine)}
    rejects = said[CEASEFIRE]
    assert (rejects.party.label, rejects.act, rejects.stance, rejects.issue) == (
        "Russia",
        "rejects",
        "against",
        "ceasefire",
    )
    assert rejects.speaker_text == "te ceasefire"
    concept = said["Ukraine demanded an"]
    assert (concept.act, concept.provision or concept.issue, concept.party.label) == ("asserts", "ceasefire", "Ukraine")
    demands = said["Ukraine demanded an immediate ceasefire on Wednesday"]
    assert (demands.content, demands.non_negotiable) == ("an immediate ceasefire on Wednesday", True)
    assert "passed over: brat/doc.ann, line 8: a note, “think again”" in answer.err
    assert "a reference to 'Wikipedia'" in answer.err
    assert "line 17: an annotation of the kind '*'" in answer.err


BAD_LINES = [
    ("T1\tRejects 88 95;104 126\tRussia an immediate ceasefire", "its pieces have “rejected” between them"),
    ("T1\tRejects 88 9999\tRussia", "the offsets 88 9999 do not lie in the text"),
    ("T1\tRejects eighty\tRussia", "a text-bound annotation is written as in"),
    ("T1\tRejects 88 126\tFrance rejected it", "“France rejected it” does not stand in the report"),
    (f"T1\tRejects 88 126\t{CEASEFIRE}\nT1\tRejects 88 126\t{CEASEFIRE}", "T1 stands twice in the file"),
    ("E1\tRejects:T9", "T9 is no text-bound annotation of the file"),
    ("R1\tParty T1 T2", "a relation is a type with two arguments"),
    (f"T1\tRejects 88 126\t{CEASEFIRE}\n#1\tAnnotatorNotes T1\tparty: Russia", "stance: is missing"),
    (f"T1\tWorries 88 126\t{CEASEFIRE}\n#1\tAnnotatorNotes T1\tparty: Russia", "concept: provision: nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("ann", "told"), BAD_LINES, ids=[told for _, told in BAD_LINES])
def test_what_cannot_be_read_of_brat_is_told_with_its_line(
    kg: Kg, spare: Path, tmp_path: Path, ann: str, told: str
) -> None:
    brat(tmp_path / "brat", ann + "\n")
    answer = kg("import", "brat", "--by", "Ann", "--store", spare)
    assert answer.code == 3
    assert told in answer.err
    assert "brat/doc.ann, line " in answer.err
    assert added(spare) == []


def annotation(**parts: object) -> dict[str, Any]:
    """An annotation as another tool writes it."""
    selector = [{"type": "TextQuoteSelector", "exact": "an immediate ceasefire", "prefix": "Russia rejected "}]
    return {
        "type": "Annotation",
        "target": {"source": "first.txt", "selector": selector},
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "party: Russia"},
            {"type": "TextualBody", "purpose": "tagging", "value": "stance: against"},
            {"type": "SpecificResource", "purpose": "classifying", "source": SCHEME + "act/rejects"},
            SCHEME + "issue/ceasefire",
            {"type": "TextualBody", "purpose": "commenting", "value": "sure?"},
        ],
        **parts,
    }


def test_annotations_of_another_tool(kg: Kg, mine: Path, tmp_path: Path) -> None:
    (tmp_path / "others.json").write_text(json.dumps([annotation()]))
    answer = kg("import", "others.json", "--by", "Ann", "--store", mine)
    assert answer.code == 0, answer.err
    (statement,) = added(mine)
    assert (statement.quote.start, statement.quote.text) == (FIRST.index(CEASEFIRE) + 16, "an immediate ceasefire")
    assert (statement.act, statement.stance, statement.issue) == ("rejects", "against", "ceasefire")
    assert "passed over: others.json, annotation 1: a body with the purpose 'commenting'" in answer.err


def statement_body(**terms: object) -> list[dict[str, Any]]:
    source = {"neg:party": "Russia", "neg:stance": "against", **terms}
    return [{"type": "SpecificResource", "purpose": "classifying", "source": source}]


BAD_ANNOTATIONS: list[tuple[object, int, str]] = [
    ([annotation(body=statement_body(**{"neg:partyy": "Russia"}))], 3, "annotation 1: neg:partyy is no term"),
    ([annotation(body=statement_body(**{"neg:incomplete": "yes"}))], 3, "neg:incomplete is neither true nor false"),
    ([annotation(body=statement_body(**{"neg:saidFrom": "2025-07-03"}))], 3, "neg:saidUntil is missing"),
    ([annotation(body=statement_body(**{"neg:saidFrom": "July", "neg:saidUntil": "May"}))], 3, "said on: 'July/May'"),
    ([annotation(body=statement_body(**{"neg:quantity": {"neg:lowest": "many"}}))], 3, "quantity: Quantity"),
    ([annotation(body=statement_body(**{"neg:condition": "if fish fly"}))], 3, "condition: “if fish fly” does not"),
    ([annotation(body=[*statement_body(), *statement_body(**{"neg:stance": "for"})])], 3, "say two things of stance"),
    ([annotation(body=statement_body(**{"neg:issue": "ceasefire", "neg:provision": "prisoners-exchanged"}))], 3,
     "annotation 1: issue: the provision prisoners-exchanged is under prisoner-exchange, not ceasefire"),
    ([annotation(body=statement_body(**{"neg:dueFrom": "2025-08-01", "neg:dueUntil": "2025-08-01"}))], 3,
     "annotation 1: a decision cannot stand, nothing was written"),
    ([annotation(target={"source": "first.txt"})], 3, "neither a TextQuoteSelector nor a TextPositionSelector"),
    ([annotation(target=[])], 3, "it has no target"),
    ([annotation(target={"source": "first.txt", "selector": {"type": "TextPositionSelector", "start": True}})], 3,
     "start: True is not an offset"),
    ({"type": "AnnotationCollection", "first": "https://example.org/page1"}, 3, "further page, which is not fetched"),
    ({"type": "Annotation"}, 3, "there is no annotation in it"),
    (json.loads("[" * 70 + "]" * 70), 6, "nested deeper than 64 levels"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "code", "told"), BAD_ANNOTATIONS, ids=[told for *_, told in BAD_ANNOTATIONS])
def test_what_is_wrong_with_annotations_is_told(
    kg: Kg, spare: Path, tmp_path: Path, document: object, code: int, told: str
) -> None:
    (tmp_path / "a.jsonld").write_text(json.dumps(document))
    answer = kg("import", "a.jsonld", "--by", "Ann", "--store", spare)
    assert answer.code == code
    assert told in answer.err
    assert added(spare) == []


BAD_JSON = [
    (b"\xff", 3, "not UTF-8 at byte 0"),
    (b"{", 3, "not JSON"),
    (b'{"a": 1, "a": 2}', 3, "the key 'a' stands twice"),
    (b'{"a": NaN}', 3, "NaN is no number of JSON"),
    (b'{"a": "\\ud83d"}', 3, "half a character"),
    (b"[" * 100_000, 6, "nested deeper"),
    (b'{"a":' * 3000 + b"1" + b"}" * 3000, 6, "nested deeper"),
    (b" " * (64 * 2**20 + 1), 6, "larger than"),
]


@pytest.mark.parametrize(("data", "code", "told"), BAD_JSON, ids=[told for *_, told in BAD_JSON])
def test_what_is_no_json_is_refused_in_one_line(
    kg: Kg, spare: Path, tmp_path: Path, data: bytes, code: int, told: str
) -> None:
    (tmp_path / "a.json").write_bytes(data)
    answer = kg("import", "a.json", "--by", "Ann", "--store", spare)
    assert answer.code == code
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1


CALLS = [
    (("import", "a.csv"), 2, "say whose word it is"),
    (("import", "a.csv", "--by", " "), 2, "say whose word it is"),
    (("import", "a.csv", "--by", "A\x1b[1m"), 2, "can all be seen"),
    (("import", "gone.csv", "--by", "Ann"), 4, "there is no such file"),
    (("import", "a.txt", "--by", "Ann"), 2, "its ending tells no format"),
    (("import", "a.csv", "--by", "Ann", "--from", "xml"), 2, "there is no format 'xml'"),
    (("import", "a.csv", "--by", "Ann", "--from", "gexf"), 2, "a network has no statements to read"),
    (("import", "a.csv", "--by", "Ann", "--act", "sings"), 2, "there is no act 'sings'"),
    (("import", "a.csv", "--by", "Ann", "--unmapped", "drop"), 2, "--unmapped is refuse or keep"),
    (("import", "a.csv", "--by", "Ann"), 3, "has no column organization and no column text"),
    (("import", "a.csv", "--by", "Ann", "--map", "a.txt"), 3, "a mapping has two cells"),
    (("import", "empty", "--by", "Ann"), 4, "no file of brat is in this folder"),
    (("import", "lone.ann", "--by", "Ann"), 4, "is not beside it"),
    (("import", "good.csv", "--by", "Ann", "--store", "nowhere"), 4, "there is no store at nowhere"),
    (("export",), 2, "name the file with -o"),
    (("export", "-o", "x.doc"), 2, "its ending tells no format"),
    (("export", "--to", "brat"), 2, "brat is a folder of files"),
    (("export", "-o", "x.csv", "--network", "conflict"), 2, "--network is for graphml and gexf"),
    (("export", "-o", "x.gexf", "--network", "star"), 2, "there is no network 'star'"),
    (("export", "-o", "x.csv", "--party", "Atlantis"), 4, "nothing in the store is called 'Atlantis'"),
    (("export", "-o", "gone/x.csv"), 5, "cannot be written"),
    (("export", "-o", "full"), 2, "full is there already"),
]


@pytest.mark.parametrize(("words", "code", "told"), CALLS, ids=[" ".join(words) for words, *_ in CALLS])
def test_a_wrong_call_is_one_line_and_the_right_code(
    kg: Kg, store: Path, tmp_path: Path, words: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    (tmp_path / "good.csv").write_text(dna(row()))
    (tmp_path / "a.txt").write_text("a,b,c\n")
    (tmp_path / "lone.ann").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "kept").write_text("mine")
    answer = kg(*words) if "--store" in words else kg(*words, "--store", store)
    assert answer.code == code
    assert told in answer.err
    assert len(answer.err.splitlines()) == 1
    assert answer.out == ""
    assert (tmp_path / "full" / "kept").read_text() == "mine"
    assert not (tmp_path / "nowhere").exists()


def test_an_export_can_be_narrowed(kg: Kg, store: Path) -> None:
    def written(*options: str) -> int:
        answer = kg("export", "--to", "web-annotation", "--store", store, *options)
        assert answer.code == 0
        return int(json.loads(answer.out)["total"])

    assert (written(), written("--party", "ukraine"), written("--issue", "ceasefire")) == (6, 3, 2)
    assert (written("--report", "first.txt"), written("--report", "first.txt", "--party", "Russia")) == (4, 2)


ANNO = {
    "oa": "http://www.w3.org/ns/oa#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#", "dcterms": "http://purl.org/dc/terms/",
    "id": "@id", "type": "@type", "label": "rdfs:label", "items": {"@id": "https://example.org/items"},
    "first": {"@id": "https://example.org/first"}, "body": {"@id": "oa:hasBody", "@type": "@id"},
    "source": {"@id": "oa:hasSource", "@type": "@id"}, "Annotation": "oa:Annotation",
}  # fmt: skip
"""What the standard context says of the keys that matter here."""


def test_what_an_annotation_says_of_a_statement_is_what_the_store_says(kg: Kg, store: Path) -> None:
    document = json.loads(kg("export", "--to", "web-annotation", "--store", store).out)
    assert document["@context"][0] == "http://www.w3.org/ns/anno.jsonld"
    document["@context"][0] = ANNO
    quads = list(ox.parse(json.dumps(document), format=ox.RdfFormat.JSON_LD))
    about = "https://w3id.org/negotiation-kg/data/statement/"
    said = [q.triple for q in quads if isinstance(q.subject, ox.NamedNode) and q.subject.value.startswith(about)]
    with Store.open(store, read_only=True) as opened:
        known = {quad.triple for quad in opened.rdf}
    assert len(said) > 6 * 8
    assert [triple for triple in said if triple not in known] == []
