"""
Would the tests notice? Planted bugs, and the test that must catch each.

The bugs are those that lose a record without a word. Not here: bugs of judgement
(``make bench``), and faults of the machine (``make faults``).
"""
