class ProduceRequest:
    _topics: list[tuple[str, list[tuple[int, bytes]]]]
