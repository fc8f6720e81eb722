"""Editions, the published tree, rendering: what is public, as one number and one tree.

models      Edition, PublishedFile, DuePage (what the press still owes)
editions    cut an edition: the next number, in the transaction that publishes
receivers   Wagtail's signals: a page went live, left, was deleted
takedown    withdraw and kill
sweep       find public pages that changed without an edition, and cut it
press       render what is owed, once, into documents and files
render/     a page's document and its files
store       finished bytes, content-addressed, plain and compressed
tree        write published files, and tell who carries them
tasks       Celery's door
"""
