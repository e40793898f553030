"""
What holds for every request that we send out?

Addresses come from configuration, from users and from redirects: polled feeds and webhooks
pass the same guard, look names up the same way and read what an answer asks of us alike.
Nothing here knows what is asked for.
"""
