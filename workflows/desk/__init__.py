"""What people look at: whose stories these are, and what waits for whom.

models/        Desk, Assignment, Claim, BoardSetting
story          what the desk knows of one story: plain facts
tables         those facts, read from the tables in a fixed number of queries
  around       what stands around the pages: reviews, schedules, claims, people
  drafts       what a revision's JSON says: byline, words
  desks        which desk owns a page
  attention    why a story needs attention; other rooms add reasons
board          which column a story stands in: pure
filters        what somebody wants to see of it: pure
rights         what a person may see and do, for all stories at once
cards          a story as one person meets it
fingerprint    has anything changed?
views          the board's screens; with forms, deciding and templatetags/
panels         my desk: the admin's home; with takedowns
claims         I'm on it: claim, renew, release
assigning      from an assignment to its draft, once
assignments    their screens; with policies
signals        what rooms above are told: who is to write an assignment
errors         what the desk refuses, in sentences
receivers      a decision ends the claim
wagtail_hooks  all of it in Wagtail's admin
"""
