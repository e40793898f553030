"""
Which bugs are planted, all together?

Not here: what each of them is.
"""

from __future__ import annotations

from tests.mutations.blame import BLAME
from tests.mutations.effects import ORDER
from tests.mutations.ending import ENDING
from tests.mutations.memory import MEMORY
from tests.mutations.notifying import NOTIFYING
from tests.mutations.unmended import FIXES

BUGS = (*ORDER, *BLAME, *MEMORY, *ENDING, *NOTIFYING, *FIXES)
