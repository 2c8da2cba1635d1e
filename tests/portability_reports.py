"""Two short reports, dense enough that most rules of derivation find something in them."""

from __future__ import annotations

FIRST = """\
Russia and Ukraine hold no talks in Istanbul, Kremlin says

Published: July 22, 2025

ISTANBUL, July 22 - Russia and Ukraine will hold talks in Istanbul on July 23, 2025. Ukraine demanded an \
immediate ceasefire within 50 days. Russia rejected an immediate ceasefire on Tuesday.

Russia will agree to a ceasefire only if Ukraine withdraws its troops from the four regions. Ukraine rejected a \
withdrawal from the four regions on Tuesday. Ukraine demanded a ceasefire before any talks on territory.

"We want a full exchange of all prisoners of war," President Volodymyr Zelenskyy said on Tuesday. Ukraine \
offered to release 500 prisoners in exchange for the return of children. Ukraine said on Tuesday that Russia had \
abducted Ukrainian children, a claim that could not be independently verified.

Ukraine rejected any limit on the size of its military. Russia rejected a meeting of Putin and Zelenskyy.
"""
SECOND = """\
Russia refuses an immediate ceasefire

Published: July 24, 2025

ISTANBUL, July 24 - Russia and Ukraine held talks in Istanbul on July 23, 2025. The sides agreed to exchange \
1,200 prisoners of war. Russia handed over a memorandum to Ukraine on Wednesday.

Russia proposed an immediate ceasefire on Thursday. Ukraine agreed to an immediate ceasefire on Thursday. Russia \
demanded on Thursday that Ukraine limit its army to 100,000 troops. Ukraine demanded an army of at least 800,000 \
troops. Ukraine demanded a ceasefire within two weeks.

"We want a full exchange of all prisoners of war," Kremlin spokesman Dmitry Peskov said on Thursday. Russia \
denied that it had abducted Ukrainian children. Ukraine said on Tuesday that Russia had abducted Ukrainian \
children. Russia demanded as a package that sanctions be lifted and that Ukraine stay out of NATO. Ukraine \
demanded NATO membership and that sanctions be kept.

Ukraine rejected a withdrawal from the four regions on Monday. Ukraine accepted a limit on the size of its \
military on Thursday.
"""
