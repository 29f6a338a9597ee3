"""How sure a value has to be that nobody needs to look at it."""

# A value less sure than this is marked for a person to check, and is what a language model is asked about first.
# Found by `python -m tests.quality.fit`: where 8 % of the right values of real documents would be marked.
SURE = 0.55
