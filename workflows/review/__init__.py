"""Who may let a story out: the review task, its rules, the ledger of approvals.

models/       Approval and Entry (append-only), EditorApprovalTask (Wagtail's task, our rules)
rules         four eyes and the rest, as pure functions
authors       whose words are in a draft
reading       which text a reviewer read
readiness/    what a text still lacks before it may go out
decisions     ask the rules about one story and one person, and write the answer down
errors        what review refuses, in sentences
ledger        write down what happened to a story, with the text it happened to
verbs         submit, approve, send back: callable without a request
lanes         breaking news and break-glass: one alone, and the review after the fact
outlook       what an approval would lead to
legal/        the legal check: flags, clearances, a lawyer without an account
finish        the end of the workflow publishes exactly what was approved
gate          refuses to let anything else go live
receivers     pages' signal, heard by the gate; Wagtail's, noted in the record
timing/       when a story may go out, and that it does: schedule and embargo
record/       who let a story out: what happened to it, told in order
tasks         Celery's door
importing/    stories from the wire, as drafts
views/        Wagtail's editing views, with refusals in words; with forms and wagtail_hooks
"""
