"""
What does a message say to a person?

The words of ``agents/notifying/texts.py``, in the subscription's language and zone. Not here:
how a channel shows them (``letter.py``, ``utterance.py``).
"""

from __future__ import annotations

from agents.notifying.texts import words_of
from schemas.message import Message
from schemas.subscription import Subscription

from .letter import Page


def page_of(message: Message, subscription: Subscription) -> Page:
    """Put *message* into words for the readers of *subscription*."""
    first = message.alerts[0].text_language if message.alerts else "en"
    language = subscription.language or first
    words = words_of(message, language=language, zone=subscription.zone)
    return Page(words.subject, words.body, language)
