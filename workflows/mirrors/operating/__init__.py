"""What operators see of the mirrors, and what they do there.

conditions  how each mirror is, read in a few queries
words       the same in words, and what to do
estimate    how long a sync takes still: pure arithmetic
readings    how far behind each mirror was, kept for plots
history     readings and failures, hour by hour
plot        such a series as a drawing: pure arithmetic
index       the list
mirror      one mirror's page, and the part of it that follows
dashboard   all mirrors, as plots
begin       a new mirror's first steps: probe, look, sync
try_address whether a public address shows what lies in the storage
replacing   the screen that replaces a blocked address
banner      alarms, on the list and on the admin's home
screen      what all screens have in common
drawing     a mirror's past as drawings, and in words
buttons     what can be done with a mirror
"""
