"""
Where does Kafka come from, and which topics does it have?

A cluster that somebody runs, or an Apache Kafka of our own on this machine
(``embedded``), from the very jars that ``jars.lock`` names. ``topics`` makes
either agree with ``schemas/topics.py``. Reading and writing records is not
here (``streams/kafka.py``, ``streams/app.py``).
"""
