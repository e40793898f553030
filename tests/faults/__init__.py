"""
The fault bench: what happens to the news when something under it breaks?

``make faults``. Real workers, real agents and a real Kafka under a steady load; one
scenario after another breaks something, and every record is accounted for. What each
scenario does and what is counted: ``docs/reliability.md``.
"""
