"""A language model is asked for what the rules are unsure of, and for nothing else.

- question: what is in doubt, and the few lines that have to do with it; None where nothing is
- merge: the answer put into what was read; what the rules are sure of stands

All pure. The call itself is `analysis.structure.llm.step`, whose answer has passed its checks before it comes here.
"""
