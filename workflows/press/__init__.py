"""Editions, the published tree, rendering: what is public, as one number and one tree.

models/       Edition, PublishedFile, DuePage (what the press still owes), Source
editions      cut an edition: the next number, in the transaction that publishes
receivers     Wagtail's signals: a page went live, left, was deleted; a resource changed
publication   did a saved page go live, change, or leave?
history       what readers were told of a story, edition by edition
takedown      withdraw and kill
forecast      what a takedown will do, before it is done
notices       what stands in the tree where a story was taken down
sweep         find public pages that changed without an edition, and cut it
sources       fingerprints of rows, by which the sweep sees a change
owed          owe pages to the press, and pay
press         what is owed, rendered once and written into documents and files
sheet         a page as rendered, before any of it is written
render/       a page's document and its files
fronts        which fronts show a story
site          what every reader page shows of the newsroom
sitemap       the sitemaps, in parts
media         media files, there while a public page shows them
tree          write published files, and tell the rooms above
names         which names may stand in it
store         finished bytes, content-addressed, plain and compressed
storage       the folder in which they lie: a file is there whole or not at all
signals       what the press tells the rooms above
reading       feeds and sitemaps from the web process
api           the change feed
nudge         tell workers after commit, as best we can
tasks         Celery's doors
views         the takedown screens; with forms and wagtail_hooks
"""
