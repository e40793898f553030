from typing import Any

# Its methods are replaced: streams/membership.py.
GroupCoordinator: Any
