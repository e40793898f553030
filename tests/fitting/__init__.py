"""
How much does each word speak for fighting, and for which kind of event?

The weights that reading adds up (``agents/what/weighing.py``, ``agents/what/sub_events.py``)
are learned here, from dispatches (``taught/``) and notes (``notes/``) written for it and the
open items of the suite: ``python -m tests.fitting --help``.

Not here: how well readings do on texts that nothing was learned from
(``python -m tests.bench.suite``).
"""
