"""
What does the mail server's answer mean for a message?

4xx is "later" and 5xx "no" (RFC 5321 §4.2.1), but a no to *us*, who have no right login or no
trusted certificate, is mended by an operator and the message still wanted: it is tried again
until it expires. What the server wrote about a login is never repeated: some write the
password back. Not here: the conversation (``smtp.py``).
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Sequence

from aiosmtplib import errors as smtp

from streams.email_settings import Email
from streams.outward.connecting import no_connection
from streams.trouble import Trouble

from . import Answer
from .cleaning import one_line
from .smtp import Refusal

# RFC 3463: no such mailbox, no such host, no valid address, moved, a host that takes no mail
# (RFC 7505), mailbox disabled. A bare 550 is often a matter of the sender's repute.
_NOBODY = re.compile(r"5\.(1\.[1236]|1\.10|2\.1)\b")
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")

LONGEST = 200
"""Of a server's words in a detail."""


def answer_to(error: Exception, email: Email) -> Answer:
    """Tell what becomes of a message whose hand-over ended in *error*."""
    server = email.where
    match error:
        case smtp.SMTPRecipientsRefused():
            return refused_by_all([_refusal(one) for one in error.recipients])
        case smtp.SMTPAuthenticationError():
            return Answer("again", f"{server} does not let us in: {_code(error)}")
        case smtp.SMTPConnectResponseError() | smtp.SMTPHeloError():
            return Answer("again", f"{server} does not want us: {_said(error)}")
        case smtp.SMTPSenderRefused() if error.code != 552:  # 552 is the size of this very letter
            return Answer("again", f"{server} refuses the sender {email.sender}: {_said(error)}")
        case smtp.SMTPResponseException():
            is_final = 500 <= error.code < 600
            return Answer("refused" if is_final else "again", f"{server} says {_said(error)}")
        case smtp.SMTPServerDisconnected():
            return Answer("again", f"{server} hung up; whether it took the message is not known")
        case TimeoutError():
            return Answer("again", f"{server} did not answer within {email.timeout_seconds:g} s")
        case Trouble():
            return Answer("again", str(error))
        case _:
            return Answer("again", f"{server}: {_reason(error)}")


def refused_by_all(refusals: Sequence[Refusal]) -> Answer:
    """Tell what becomes of a message that all recipients, or all that are left, were refused for."""
    told = told_of(refusals)
    if any(one.code < 500 for one in refusals):
        return Answer("again", told)
    if all(_NOBODY.match(one.said) for one in refusals):
        return Answer("gone", told)
    return Answer("refused", told)


def told_of(refusals: Sequence[Refusal]) -> str:
    """Say who was refused, and why."""
    first = refusals[0]
    told = f"{first.recipient}: {first.code} {one_line(first.said, LONGEST)}".rstrip()
    return told if len(refusals) == 1 else f"{told}; and {len(refusals) - 1} more"


def _refusal(error: smtp.SMTPRecipientRefused) -> Refusal:
    return Refusal(error.recipient, error.code, error.message)


def _said(error: smtp.SMTPResponseException) -> str:
    return f"{error.code} {one_line(error.message, LONGEST)}".rstrip()


def _code(error: smtp.SMTPResponseException) -> str:
    enhanced = _ENHANCED.match(error.message)
    return f"{error.code} {enhanced[0] if enhanced else ''}".rstrip()


def _reason(error: Exception) -> str:
    """Say what the network or TLS had against it."""
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    match cause:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not trusted: {cause.verify_message} (email.ca_file)"
        case ssl.SSLError():
            return f"no TLS: {cause.reason} (email.security, email.port)"
        case OSError() if cause.errno is not None:
            return f"cannot be reached: {no_connection(cause)}"
        case _:
            return one_line(str(error), LONGEST)
