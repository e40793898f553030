"""
What would have been said, had the past been judged as it is judged today?

The same agents over the topics of the past, without Faust and without a group, or on
several machines with both (``worker``). What comes of it goes to topics of its own and
reaches nobody. On the way:

    planning   which records?                      -> Replay
    running    which process does what, and when?
    inputs     what does a stage read, in which order?
    leg        one stage of one partition          -> shadow topics, Checkpoint
    diff/      what differs from what was said?
    promotion/ what was found becomes what is known
    watch/     a past day goes by again
"""
