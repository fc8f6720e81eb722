"""The public read API in the shape of Wagtail's API v2, answered from published documents.

middleware  answers public reads before anything about sessions and users is done
endpoint    what every endpoint has: a list, a detail, and a way to find one
pages       /api/v2/pages/
media       /api/v2/images/ and /api/v2/documents/
redirects   /api/v2/redirects/
parameters  query parameters: known, given once, of the right form
names       what answers are made of, asked for, filtered and ordered by
fields      ?fields=, in Wagtail's grammar
filters     which documents a list holds
ordering    ?order=
finding     find/: from an address or id to where it answers
selecting   a read of many documents, as SQL
listing     one page of a list, and its total
brief       short list items, made of columns
stored      one document, by its page's id
answers     bytes, and the headers by which they are checked
refusals    why a read is refused
"""
