"""Alarms: somebody is told when a mirror is in trouble, and quietly reminded until it is over.

rules    when a mirror is in trouble, and when that is told again: no database
watch    the verb: compare what is wrong with what was told
said     what is told, in words
"""
