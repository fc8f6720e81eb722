"""Who is told what: mail and webhooks, sent by a worker and never inside a request."""
