"""
How does what a replay found become what is known?

    promotable   may it?                         changes    what is to be written
    adopting     what readers were told of it    promoting  all of it at once, or nothing
"""
