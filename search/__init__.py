"""Finding it again: the index's own SQL, and how a query is read.

configuration   PostgreSQL's text search configurations, with accents taken off
models          the words that public stories are about
vectors         the words of published documents, in columns
query           how a query is read: as written, or else its like
spelling        words as they were meant
found           documents that hold words: found, ranked, counted in one statement
backend         Wagtail's PostgreSQL search for the admin, made cheap
index           what the admin finds
elsewhere       newsrooms with another of Wagtail's search backends
"""
