"""One file per body block; each states its own public form beside its fields.

The public form is what `get_api_representation(value, context)` returns: plain data
for the API, the feeds and the block's template. `context["resolver"]` (see
`pages.public.resolver`) looks up what the block refers to, as the public may see it.

body        all of them, as a reporter can choose
paragraph, heading, quote, image, gallery, facts, table, embed, related
text        the words of a body, for counting and searching
"""
