"""Carriage without a line: the signed tree in one file, for a stick, and back into a folder.

pack      the verb: write what changed since an edition into a bundle
listing   what goes in, at one instant at which head and files agree
bundle    the file itself: a plain tar, written whole or not at all, read by path
unpack    the verb: have a folder hold what a bundle brings; no table is asked
prove     a bundle is all there and the newsroom's, before anything is touched
compare   what a folder stands at, and what neither it nor the bundle holds
apply     the changes, in the house's order
"""
