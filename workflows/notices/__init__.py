"""Who is told what: mail and webhooks, sent by a worker and never inside a request.

models/     Notice (what is owed to whom), Preferences, Webhook
receivers   the record, editions, comments and assignments, as they are written
events      what such a row means to people
comments    who is told of a comment, and who is mentioned in it
tell        the verb: write down who is owed a notice, in the same transaction
  rules     who is told what, and when: tables and pure functions
  people    who is who to a story, and who may see it
send        the verb: send what is ready for one address
  claim     which notice is next; answer for it afterwards
  backoff   how long to wait after a failure: pure arithmetic
  mail      one notice as one mail
  webhooks  one notice as one request; slack: its markup
  words, wording   what notices are called; one notice in words
  errors    why a notice could not be sent
sweep       which addresses something is ready for; forget old ones
nudge       tell a worker so after commit, as best we can
tasks       Celery's doors
silence     Wagtail's own mails, switched off
forms       what a person wants; a webhook; with wagtail_hooks
"""
