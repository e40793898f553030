"""
Is all of this tocsin as it should be?

What ``tocsin doctor`` looks at, from outside: this machine (``machine.py``), its
configuration (``configuration.py``), and the cluster (``cluster.py``), of which
topics, group, clocks and records are judged one by one. Each module turns facts
into findings; ``examination.py`` has them all looked at at once, within seconds.
Nothing is mended here. How one process is, it tells itself (``streams/health``).
"""
