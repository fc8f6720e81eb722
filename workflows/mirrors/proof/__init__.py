"""Proof: signed metadata that says what every address must serve, and who reads it back.

layout      names, places and lifetimes: what signers and verifiers agree on
keys        the online key, a file
ceremony    root and targets, signed in a folder with the offline keys
chain       publish what a ceremony signed
roots       the root that is published: who may sign
begin       what an operator does with keys: begin, rotate the online key
owed        which manifests a change of the tree concerns
manifest    what an address must serve of a page, and what it must not
making      manifests that are due, put into the tree
metadata    bins, snapshot and timestamp as The Update Framework writes them
heads       what a head says, if it is ours
signing     one signing: changed bins, snapshot, head
sign        the verb: sign what has changed, and the head once an hour
records     what was seen after a takedown, signed, to hand out
standing    how it stands, for health and metrics
outdated    files of older versions leave
verify/     read an address back, with its public URL and the root only
"""
