"""`make bench-mirrors`: what carrying to mirrors costs, beside something named.

__main__      the command: which of them, and how much
rows          the published tree that is measured: files as the press leaves them
carrying      what every measure does with a mirror
counting      how many SQL queries a verb asks
first_sync    a first copy beside rsync and cp of the same files
objects       the same into an object store, beside a bare loop
fan_out       one publication to twenty mirrors, two of them ill
kills         a kill that reaches a mirror which owes ten thousand files
catch_up      a mirror that was off returns: takedowns first, then byte for byte
absence       the drill behind it, which the suite runs too
signing       what signing adds to a publication, as the archive grows
publish_cost  one publication in a large archive, beside a small one
newsrooms     the two archives, each a database and a home
filling       fill one with stories, in a process of its own
growth        copies of stories by SQL: the rows that publishing writes
stations      one station of the road in a process of its own
"""
