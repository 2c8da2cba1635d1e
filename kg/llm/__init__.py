"""A language model as extractor, under the same gate as everything else (docs/llm.md).

The model proposes records; ``gatekeeping`` lets those pass whose quote stands in the report, whose party is named or
meant there, and whose words are of the closed lists. ``client`` alone touches the network, ``cache`` alone the disk;
httpx is imported by ``client`` where it asks, and by nothing else.
"""
