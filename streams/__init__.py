"""
Everything that touches the world: wires, Kafka, Faust, files, the terminal.

The thinking is in ``agents``, the records in ``schemas``; here is only what
carries them. ``streams/topology.py`` shows the whole pipeline on one page.
"""
