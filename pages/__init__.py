"""What a story is: page types, blocks, pictures, and their public form.

models/         page types, their children, snippets, pictures, published documents
blocks/         one file per body block; each states its own public form
forms           what the picture upload asks for
addresses       addresses that no page may have
drafting        the editor's form of a story
rights          what keeps a picture from going out
significance    how much an update matters, and what a correction owes
public/         the one waist: a page's public form as plain data, and what is made of it
templatetags/   what the reader pages' templates ask for
api/            the Wagtail API v2, answered from published documents
ninjs/          reading the wire agencies' items
clock           what time it is: the database's
embargo         which hour holds a story, and when it goes out; pure
schedule        the editor's schedule, and its lock that does not lock
content_hash    what an approval names
refusals        how a refusal says itself
signals         how a room above can refuse that a page goes live
receivers       Wagtail's view restrictions, refused
"""
