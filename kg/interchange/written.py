"""Chosen statements as files of one format."""

from __future__ import annotations

from kg.interchange.brat import write_brat
from kg.interchange.dna import write_dna
from kg.interchange.export import Choice
from kg.interchange.fields import Losses
from kg.interchange.files import Form
from kg.interchange.lookup import Lookup
from kg.interchange.networks import Kind, network, tabulate, unwritable, write_network
from kg.interchange.web_annotation import write_web_annotation


def written(choice: Choice, lookup: Lookup, form: Form, kind: Kind) -> tuple[dict[str, bytes], Losses]:
    """Return files by name, and what they do not hold; a format of one file has it under an empty name.

    Args:
        choice: what to write.
        lookup: the names of the store.
        form: the format.
        kind: which network, of a format of networks.
    """
    if form is Form.BRAT:
        return write_brat(choice.extractions, lookup)
    if form is Form.DNA:
        data, losses = write_dna(choice.extractions, lookup)
    elif form is Form.WEB_ANNOTATION:
        data, losses = write_web_annotation(choice.extractions, lookup)
    else:
        table = tabulate(choice.extractions, choice.origins)
        graph = network(table, kind, lookup)
        data, losses = write_network(graph, form), table.losses
        if replaced := unwritable(graph):
            losses.counts["label", "a character that XML cannot hold is replaced"] += replaced
    return {"": data}, losses
