"""Who let a story out: its whole record, from tables that nothing deletes.

events    what happened, in time order, as plain data
gather    read it from the ledger, approvals, editions and the texts as they ran
words     the words of a reviewed text, and how two texts differ; pure
table     the record as CSV
access    who may read it
listing   every story with a record, newest first
views     the screens, and their place in the admin: hooks
hooks     buttons, menu and addresses
"""
