"""The road from draft to reader, three rooms in the order a story meets them.

review/    who may let a story out
press/     editions, the published tree, rendering
mirrors/   carry the tree to every address and prove it is there
"""
