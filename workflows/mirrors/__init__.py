"""Carry the published tree to every address: one lease and one task per mirror.

models/     Mirror, DueFile (what a mirror still owes), Delivery (history), what is signed
receivers   files changed: owe them to every mirror, in the same transaction
owe         the statement that does it
deliver     the verb: take the lease, carry one file after another
  lease       one worker per mirror, by the database's clock
  claim       which files are next; answer for them afterwards
  batch       the files of one claim, on their way
  carry       one path, as the published tree has it now
  contents    its bytes, checked before they leave
  restored    a mirror that is newer than our database gets nothing
  breaker     a mirror that fails is left alone for a while
  arrive      nothing owed: note the edition, go live
  run         counts, the delivery's row, the log line
errors      what can go wrong on the way, and whose fault it is
discreet    what logs call a file: no slug of what is gone
backoff     how long to wait after a failure: pure arithmetic
observing/  what its public address shows, and what follows from it
where/      where is my story: owed, carried and seen
drivers/    how bytes reach a mirror; one file per kind of storage
receiver/   the other end of a push: a small program on the mirror's own machine
rank        the order on a mirror, whichever way it is fed
folders     walking and writing below an open folder, for both ends
offline/    carriage without a line: a bundle for a stick, and back into a folder
proof/      signed metadata: what every address must serve, and who reads it back
lifecycle   what an operator does: add, sync, pause, resume, drain, retire
replace     another address in the place of a blocked one
operating/  what operators see of the mirrors, and do there
alarms/     somebody is told when a mirror is in trouble
signals     what the rooms above are told
following   what mirrors still owe of a takedown, and which takedowns still run
takedowns   the same on the takedown screens
announced   the addresses that readers are told of
checks      what `manage.py check` says of the signing key
sweep       which mirrors have something to do; the truth is in the tables
nudge       tell workers so after commit, as best we can
tasks       Celery's doors
views       Wagtail's admin; with forms, verbs and wagtail_hooks
"""
