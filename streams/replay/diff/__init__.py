"""
What differs between a replay and life, or another replay?

    sides        which two, over what            edges      what belongs to the span
    differing    partition by partition          comparing  equal, added, lost, changed
    reasons      what either side decided        telling    in words, as JSON, as a page
"""
