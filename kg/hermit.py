"""One run of HermiT through Owlready2, as a process of its own: N-Triples on standard input, one JSON object out.

A process of its own, because Owlready2 knows no time limit, keeps its ontologies in global state and leaves temporary
files behind when Java fails; ``kg.reason`` ends this process, with its Java, when the limit is reached.

Called as ``python -c "import kg.hermit; kg.hermit.main()" JAVA MEGABYTES [PROPERTY]``. The object has the keys
``consistent``, ``unsatisfiable`` (IRIs of classes), ``values`` (pairs of IRIs: the property's, inferred ones included)
and ``failure`` (what HermiT or Java complained of, else null).
"""

from __future__ import annotations

import io
import json
import sys
from typing import Any

from kg.guard.walls import put_up_round_java

_NO_FAILURE: dict[str, Any] = {"consistent": True, "unsatisfiable": [], "values": [], "failure": None}


def run(ntriples: bytes, java: str, megabytes: int, prop: str | None) -> dict[str, Any]:
    """Classify the ontology; with ``prop``, also infer the values of that object property. Returns the object above."""
    import owlready2

    owlready2.JAVA_EXE = java
    owlready2.reasoning.JAVA_MEMORY = megabytes
    world = owlready2.World()  # private: nothing is shared with, or kept from, other runs
    ontology = world.get_ontology("https://w3id.org/negotiation-kg/reasoning#")
    ontology.load(fileobj=io.BytesIO(ntriples), only_local=True, format="ntriples")
    try:
        with ontology:
            owlready2.sync_reasoner_hermit(world, infer_property_values=prop is not None, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return {**_NO_FAILURE, "consistent": False}
    except (owlready2.OwlReadyJavaError, OSError) as error:
        return {**_NO_FAILURE, "failure": str(error)}
    values = set()
    if prop is not None and (found := world[prop]) is not None:
        values = {(left.iri, right.iri) for left, right in found.get_relations()}
    return {
        **_NO_FAILURE,
        "unsatisfiable": sorted(item.iri for item in world.inconsistent_classes() if item is not owlready2.Nothing),
        "values": sorted(values),
    }


def main() -> None:
    """Read, run, write. What Java prints goes nowhere near standard output, and neither of them has a network."""
    put_up_round_java()
    java, megabytes, *prop = sys.argv[1:]
    sys.stdout.write(json.dumps(run(sys.stdin.buffer.read(), java, int(megabytes), prop[0] if prop else None)))


if __name__ == "__main__":
    main()
