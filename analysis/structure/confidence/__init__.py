"""How sure each value is: the measured share of right ones among values with such evidence.

- features: what speaks for and against a value, as statements
- model: the confidence that follows from them, by what was measured
"""

from analysis.structure.confidence.model import calibrated

__all__ = ["calibrated"]
