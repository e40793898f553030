"""
Is this process well?

A role looks at itself once a second (``signs.py``, ``pulse.py``). From that one
look come the pages for whoever runs it (``readiness.py``, ``pages.py``), the
heartbeat for whoever reads Kafka (``heartbeat.py``), and the end of a process
that is beyond help (``watching.py``, ``watchdog.py``). ``attended.py`` puts them
together round a role. Judgement stands apart from what touches the world: the
first and the third of the seven are pure. Not here: how feeds are
(``streams/wires/health.py``), and looking at a whole tocsin from outside
(``streams/doctor``).
"""
