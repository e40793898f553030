from typing import Any

class AIOKafkaClient:
    cluster: Any
    async def send(self, node_id: int, request: object) -> Any: ...
