"""Does anybody watch there, is it worth waking them, and what do we say?"""
