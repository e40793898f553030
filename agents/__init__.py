"""
Two agents, and a folder for each question they ask.

``reading`` looks at one dispatch at a time, ``following`` joins them. Both are
plain functions over values with their collaborators as arguments:
``streams/topology.py`` hands them to Faust; nothing here imports it, nor the
network, nor a clock.
"""
