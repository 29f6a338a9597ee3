"""A generator of résumé styles: invented persons, set in every combination of a grammar, with what each document says.

`style` draws the axes, `people` invents a person, `compose` lays the person out in blocks and writes down the truth,
`render` sets the blocks as a file. `python -m tests.quality.generate` is its command.
"""
