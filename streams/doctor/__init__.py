"""
Is all of this tocsin as it should be?

What ``tocsin doctor`` looks at, from outside: this machine (``machine.py``), its
configuration (``configuration.py``), and the cluster (``cluster.py``), of which
topics, groups, clocks and records are judged one by one. ``inside.py`` fetches what
they judge, ``examination.py`` has all of it looked at within seconds. Nothing is
mended here. How one process is, it tells itself (``streams/health``).
"""
