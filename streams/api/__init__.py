"""
What can be asked over HTTP?

The role ``tocsin run api``. It reads topics, keeps the newest of them in memory, and answers:
lists with cursors, a stream, documents in the formats that others read. Every answer says when
it was made and how fresh its sources are, because silence and breakage look alike from outside.
What is asked for (subscriptions, silences) goes to a topic; the delivery role acts on it. Not
here: who is told (``agents/notifying``), and how (``streams/delivery``).
"""
