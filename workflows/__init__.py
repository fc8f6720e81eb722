"""The road from draft to reader, in the order a story meets the rooms; and who watches it.

review/    who may let a story out
press/     editions, the published tree, rendering
mirrors/   carry the tree to every address and prove it is there
desk/      what people look at: the board, my desk, assignments
notices/   who is told what

egress/    the one way out to addresses that somebody typed
broker     asks a worker to look at once, as best it can
backoff    how long to wait after a failure
sealed     secrets at rest
signing    signatures of Standard Webhooks, made and checked
"""
