"""
Does each subscriber get what it asked for, once, in order?

The role ``tocsin run delivery``. The way of an alert: every process reads all of ``alerts``;
a subscription belongs to whoever was given the partition of ``deliveries`` that its id falls
into. There the alert becomes a row of the ledger (which check stopped it, or ``queued``), the
row is acknowledged before the attempt, again after it, and only then the position moves on.
Not here: who gets what and when (``agents/notifying``), and what is asked for over HTTP
(``streams/api``).
"""
