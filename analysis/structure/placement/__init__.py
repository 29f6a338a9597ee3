"""Which text of a document went into which field of what was read from it, and which into none.

- letters: the document's letters in a row, and which of them have been claimed
- claims: each value claims the letters that it was read from
- placement: what that makes of each line: placed, furniture, partly placed, or unplaced
"""

from analysis.structure.placement.placement import Placement, place

__all__ = ["Placement", "place"]
