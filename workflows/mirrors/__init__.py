"""Carry the published tree to every address: one lease and one task per mirror.

models/     Mirror, DueFile (what a mirror still owes), Delivery (history)
receivers   files changed: owe them to every mirror, in the same transaction
backoff     how long to wait after a failure: pure arithmetic
drivers/    how bytes reach a mirror; one file per kind
deliver     the verb: take the lease, carry one file after another
sweep       nudge every mirror that owes something; the truth is in the tables
tasks       Celery's door
"""
