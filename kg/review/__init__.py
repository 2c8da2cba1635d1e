"""Review by people: statements as a table to fill in, or one after the other in the terminal; what comes of it.

``columns`` what a table has · ``cells`` words in cells and what they mean · ``rows`` statements as rows · ``sheets``,
``workbooks`` the table in a file · ``wording`` a row as a statement · ``apply`` rows as decisions · ``screens``,
``walk``, ``keys`` the terminal · ``ledger`` what has been decided.
"""
