"""Which incident is it part of, and what do the reports add up to?"""
