"""
What does somebody see who has just installed tocsin?

Half a minute of invented news (``story.py`` and the TOML files beside it),
served by wires that grow while they are polled, read by the real poller and
worker over a real Kafka, and shown as it happens (``run.py``). Nothing outside
this folder knows that it is a demo.
"""
