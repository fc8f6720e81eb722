"""What readers get: looks at a mirror's public address, and what follows from them.

observe     the verb: whatever is due at one mirror
turn        one observer at a time
addresses   which address shows a file, and what its answers mean: no database
answers     ask an address, once, within bounds
caches      caches in front of a mirror forget what was carried
look        compare one file's address with the published tree
confirm     look at what was carried
audit       look at a sample every few minutes, at everything every day
listing     what lies on a mirror, however long that takes
strangers   files on a mirror that the tree does not name
round       counts of one round of looks, recorded at its end
seen        what an address was seen to serve: its edition, and takedowns
silence     an address that does not answer is left alone for a while
"""
