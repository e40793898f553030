"""
What does one type?

The command ``tocsin``: one file per noun, each a thin shell that imports what
it needs when it runs, so that ``tocsin --help`` answers at once.
``streams/cli/commands.py`` lists them all.
"""
