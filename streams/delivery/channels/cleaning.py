"""
What of a text may go out to people?

A headline holds what was read on a wire. Whatever stands there, it ends no line of a header,
opens no tag, turns no text round and calls nobody's telephone but the reader's. Not here: which
words are sent (``agents/notifying/texts.py``).
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Overrides show letters in another order than they stand in; isolates, which our own Arabic
# lines use, do not.
_OVERRIDES = dict.fromkeys(map(ord, "\u202a\u202b\u202d\u202e\ufeff"))

# What rings everybody in a room: Slack's <!channel>, Discord's @everyone, Matrix's @room, a
# user or a group by <@…>. A space of no width behind the sign leaves the word as it looks.
_CALLS = re.compile(
    r"(<[@!#&]|[@!](?=(?:all|channel|everyone|here|room|team|subteam)\b))", re.IGNORECASE
)


def plain(text: str) -> str:
    """Return *text* with line feeds as its only control characters, and valid as UTF-8."""
    text = _LINE_ENDS.sub("\n", text).translate(_OVERRIDES)
    text = "".join(one for one in text if one in "\n\t" or unicodedata.category(one) != "Cc")
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str, most: int) -> str:
    """Return *text* as one line of *most* characters."""
    return cut(" ".join(plain(text).split()), most)


def cut(text: str, most: int) -> str:
    """Return *text* within *most* characters, ended at a line's end or a blank if one is near."""
    if len(text) <= most:
        return text
    kept = text[: max(most - 1, 0)]
    ends = (kept.rfind("\n"), kept.rfind(" "), len(kept))
    return kept[: next(end for end in ends if end >= most // 2 or end == len(kept))].rstrip() + "…"


def calling_nobody(text: str) -> str:
    """Return *text* so that a chat service rings nobody for a word in it."""
    return _CALLS.sub("\\1\u200b", text)
