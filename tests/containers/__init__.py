"""
Does tocsin run in containers, as its image and as a composition?

Needs a container engine, and says so where there is none. Not here: brokers for
other tests (``tests/conftest.py``, ``tests/cluster.py``).
"""
