from collections.abc import Iterable
from typing import Any

class BatchBuilder:
    def __init__(self, batch_size: int, compression_type: int) -> None: ...
    def append(
        self,
        *,
        timestamp: int | None,
        key: bytes | None,
        value: bytes | None,
        headers: Iterable[tuple[str, bytes]] = (),
    ) -> Any | None: ...
    def record_count(self) -> int: ...
    def close(self) -> None: ...
