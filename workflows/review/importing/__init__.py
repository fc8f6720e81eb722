"""Stories from the wire: each item one transaction, drafts unless an editor is named.

desk        who files, where to, and who approves
stories     the verb: import one item
kills       what an agency killed, even before it came
drafts      an item's content on a story page
pictures    its pictures, with their files
placing     which section a story belongs to
outcome     what became of an item

Reading the format itself is `pages.ninjs`.
"""
