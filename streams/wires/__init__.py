"""
How does the news get in?

``poller`` runs one task for each feed; ``fetch`` and ``folder`` bring bytes,
``formats`` turn them into dispatches, ``seen`` tells which of them are new, and
``schedule`` when to look again. Nothing here judges what a dispatch means
(``agents``).
"""
