from typing import Any

# A method of it is replaced: streams/mending/fetching.py.
Fetcher: Any
