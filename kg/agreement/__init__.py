"""How far coders agree: people with each other, or with the machine.

``codings`` who coded what · ``units`` which statements are about the same words · ``figures`` the alphas and the list
of disagreements.
"""
