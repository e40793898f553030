from typing import Any

# Parts of it are replaced: streams/mending/.
Fetcher: Any
MemoryRecords: Any
