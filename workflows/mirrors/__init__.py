"""Carry the published tree to every address: one lease and one task per mirror.

models/     Mirror, DueFile (what a mirror still owes), Delivery (history)
receivers   files changed: owe them to every mirror, in the same transaction
owe         the statement that does it
deliver     the verb: take the lease, carry one file after another
  lease       one worker per mirror, by the database's clock
  claim       which file is next; answer for it afterwards
  carry       one path, as the published tree has it now
  contents    its bytes, checked before they leave
  breaker     a mirror that fails is left alone for a while
  arrive      nothing owed: note the edition, go live
  run         counts, the delivery's row, the log line
errors      what can go wrong on the way, and whose fault it is
backoff     how long to wait after a failure: pure arithmetic
drivers/    how bytes reach a mirror; one file per kind of storage
lifecycle   what an operator does: add, sync, pause, resume, drain, retire
following   what mirrors still owe of a takedown, and which takedowns still run
takedowns   the same on the takedown screens
announced   the addresses that readers are told of
sweep       which mirrors have something to do; the truth is in the tables
nudge       tell workers so after commit, as best we can
tasks       Celery's doors
views       Wagtail's admin; with forms, verbs and wagtail_hooks
"""
