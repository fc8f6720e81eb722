"""Who may let a story out: the review task, its rules, the ledger of approvals.

models/     Approval (append-only), EditorApprovalTask (Wagtail's task, our rules)
rules       four eyes and the rest, as pure functions
authors     whose words are in a draft
verbs       submit, approve, send back: callable without a request
finish      the end of the workflow publishes exactly what was approved
gate        refuses to let anything else go live (hears pages' signal)
publish_due scheduled stories, one transaction each
importing/  stories from the wire, as drafts
"""
