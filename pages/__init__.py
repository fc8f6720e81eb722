"""What a story is: page types, blocks, pictures, and their public form.

models/    page types, their children, snippets, pictures, published documents
blocks/    one file per body block; each states its own public form
public/    the one waist: a page's public form as plain data, and what is made of it
api/       the Wagtail API v2, answered from published documents
content_hash, signals      what an approval names, and how a room above can refuse
"""
