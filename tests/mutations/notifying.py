"""
Which bugs tell people too much, too little or at the wrong time?

Each would be noticed in the night. Not here: what the ledger does with a verdict.
"""

from __future__ import annotations

from tests.mutations.bug import Bug

AGENTS = "agents/notifying/"
TESTS = "tests/notifying/"

NOTIFYING = (
    Bug(
        "a replay rings",
        f"{AGENTS}checks.py",
        'not (alert.replay or alert.status != "Actual")',
        'not (alert.status != "Actual")',
        f"{TESTS}test_checks.py::test_what_is_no_live_alert_reaches_nobody",
    ),
    Bug(
        "a cancellation reaches those who were told nothing",
        f"{AGENTS}looking.py",
        "    if not any(account.was_told(one) for one in taken):\n",
        "    if not taken:\n",
        f"{TESTS}test_checks.py::"
        "test_a_cancellation_goes_to_those_who_were_told_and_to_no_one_else",
    ),
    Bug(
        "what was taken back comes in the morning all the same",
        f"{AGENTS}looking.py",
        "        if row.state in WAITS and row.delivery_seq is None\n    }\n",
        '        if row.state == "queued" and row.delivery_seq is None\n    }\n',
        f"{TESTS}test_quiet.py::test_what_was_taken_back_at_night_is_counted_and_not_told",
    ),
    Bug(
        "an escalation waits for the cooldown",
        f"{AGENTS}checks.py",
        '    return is_news and (alert.kind == "ESCALATION" or has_risen)\n',
        "    return is_news and has_risen\n",
        f"{TESTS}test_flood.py::test_worse_news_passes_the_cooldown",
    ),
    Bug(
        "each message of an incident begins its wait anew",
        f"{AGENTS}checks.py",
        "    until = min(since, case.seen_at) + group_wait_of(case.subscription)\n",
        "    until = max(since, case.seen_at) + group_wait_of(case.subscription)\n",
        f"{TESTS}test_flood.py::test_what_keeps_coming_does_not_put_the_first_message_off",
    ),
    Bug(
        "first news that is critical waits",
        f"{AGENTS}checks.py",
        "    if case.told is not None or is_critical(case.alert, case.subscription, None):\n",
        "    if case.told is not None:\n",
        f"{TESTS}test_flood.py::test_critical_first_news_does_not_wait",
    ),
    Bug(
        "a correction is only as urgent as it says",
        f"{AGENTS}filters.py",
        "        max(severity, severity_rank(told.severity)),\n",
        "        severity,\n",
        f"{TESTS}test_nights.py::test_a_downgrade_is_as_urgent_as_what_it_corrects",
    ),
    Bug(
        "critical news passes where nothing may",
        f"{AGENTS}checks.py",
        '    if wanted.quiet_mode != "nothing" and is_critical',
        "    if is_critical",
        f"{TESTS}test_quiet.py::test_critical_news_rings_at_night_unless_nothing_may",
    ),
    Bug(
        "nights end by the clock of the first of two hours",
        f"{AGENTS}hours.py",
        "        return second if is_later else first\n",
        "        return first\n",
        f"{TESTS}test_hours.py::test_a_night_ends_when_its_sleeper_wakes",
    ),
    Bug(
        "nights across midnight end before they begin",
        f"{AGENTS}hours.py",
        "        last = first if start < end else first + DAY\n",
        "        last = first\n",
        f"{TESTS}test_hours.py::test_a_night_ends_when_its_sleeper_wakes",
    ),
    Bug(
        "critical messages pass the cap without end",
        f"{AGENTS}caps.py",
        "    over = len(begun) - subscription.cap_per_hour - critical\n",
        "    over = -1 if critical else len(begun) - subscription.cap_per_hour\n",
        f"{TESTS}test_caps.py::test_one_critical_message_more_passes_with_all_that_waits",
    ),
    Bug(
        "cancellations count for the cap",
        f"{AGENTS}account.py",
        '        if row.kind == "CANCEL":\n            return\n',
        "",
        f"{TESTS}test_caps.py::test_cancellations_pass_the_cap_and_count_for_nothing",
    ),
    Bug(
        "critical news leaves behind what a machine waits for of it",
        f"{AGENTS}batches.py",
        '(is_earlier and verdict.state == "held")',
        "False",
        f"{TESTS}test_quiet.py::test_a_critical_one_takes_what_a_machine_waits_for_along",
    ),
    Bug(
        "what was dropped is told of by every later message",
        f"{AGENTS}turns.py",
        "        verdicts[one.alert_id] = known._replace(until=None, key=key)\n",
        "        verdicts[one.alert_id] = known._replace(key=key)\n",
        f"{TESTS}test_caps.py::test_what_was_dropped_is_told_of_once",
    ),
    Bug(
        "a message is no longer the same after a crash",
        f"{AGENTS}parcels.py",
        "    ids = sorted(alert.alert_id for alert in alerts)\n",
        "    ids = [alert.alert_id for alert in alerts]\n",
        f"{TESTS}test_parcels.py::test_the_same_alerts_are_the_same_message",
    ),
    Bug(
        "a place too coarse to tell is in every region",
        f"{AGENTS}filters.py",
        "        if not any(lies):\n",
        "        if all(one is False for one in lies):\n",
        f"{TESTS}test_filters.py::test_a_filter_lets_pass_what_is_known_to_fit",
    ),
    Bug(
        "a test looks like an alarm",
        f"{AGENTS}texts.py",
        "        subject = reader.says.mark[mark].format(subject)\n",
        "        pass\n",
        f"{TESTS}test_texts.py::test_what_is_no_live_alert_looks_like_none",
    ),
)
