from typing import Any

# Reads what the compiled one cannot: streams/mending/headers.py.
_DefaultRecordBatchPy: Any
