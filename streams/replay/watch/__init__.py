"""
How does a past day go by again, before one's eyes?

    folding      what is followed, in order      pacing     when is it due?
    watching     what happened, and what rang        opening    from where on, by which rules
"""
