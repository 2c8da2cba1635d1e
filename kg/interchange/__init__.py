"""Coded data out of the store and into it, in the formats of other tools.

``coded`` one statement as a file gives it · ``fields`` what a format can hold · ``export`` what is chosen ·
``web_annotation``, ``annotation_terms``, ``brat``, ``brat_lines``, ``dna`` the formats · ``networks`` the graphs ·
``files`` which format a file is in · ``lookup``, ``passages``, ``wording`` its words made ours · ``adding`` statements
as decisions.
"""
