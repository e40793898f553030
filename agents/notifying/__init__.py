"""
Who is told of an alert, when, and in which words?

``looking`` is asked when an alert arrives, ``turns`` whenever a subscription is free to send;
both ask ``checks`` in one order. Plain functions of records and of ``now``. Not here: the
ledger that keeps what they say, and the channels (``streams/delivery``).
"""
