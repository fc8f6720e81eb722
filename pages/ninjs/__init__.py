"""Reading ninjs 3.1, the wire agencies' JSON: files to items, items to fields and blocks.

Nothing here touches the database, the network or the clock.

files       entries of a JSON or JSON Lines file, each with the place it was found
schema      what we read of an item, as a JSON Schema of our own
item        one item as a story, or as the agency's wish to kill one
people      bylines: the names in an agency's `by` line
pictures    the pictures an item brings along
bodies      the best of an item's bodies, as blocks
markup      an agency's HTML as blocks
ourblocks   a body in Masthead's own blocks
text        plain text, made safe, cut, split
versions    which of two versions is newer
problems    what is wrong with an item, by JSON path
"""
