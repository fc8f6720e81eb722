"""The legal check: who may doubt a story, who may clear it, and a lawyer without an account.

models     LegalFlag (the doubt, while it stands), LegalLink (one lawyer, one text, one answer)
errors     what the legal check refuses, in sentences
owed       does a text still owe its clearance, and which text waits for one
passing    a step that has nothing to ask passes by itself
task       LegalCheckTask: the step that skips itself
flags      verbs: flag, unflag
links      verbs: make a link, revoke it; where a link stands
answers    what legal and lawyers answer
paper      the text as a lawyer sees it, with its pictures and documents
views      a lawyer's pages, below `/legal-check/`; with urls
screens    the admin's screen of one story; with forms, and hooks for its button and the labels
"""
