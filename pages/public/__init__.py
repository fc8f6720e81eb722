"""The one waist: a page's public form as plain data, and what is made of it.

Everything a reader or a consumer gets (API document, reader page, feed, JSON-LD) is
made of this form; nothing of a page reaches the public around it.

resolver    looks up what a page refers to, as the public may see it
forms       links, times and cards: the small shapes inside a form, and its exact text
html        rich text, cleaned and with its links resolved
pictures    a picture in its sizes
addresses   where a public page is
site        what every reader page shows of the newsroom
preview     a draft as readers would see it, for editors only
jsonld, feeds, sitemaps     made from forms
xmltext     XML as bytes
"""
