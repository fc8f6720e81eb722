"""What lets Wagtail's admin run under a policy that allows no inline script.

Few of Wagtail's widgets still come with a script in the page. Here each comes with an
inert element instead, that says what to call and with what; one file calls it. The
policy itself is CONTENT_SECURITY_POLICY in `cms/settings/base.py`.

choosers       the widgets that Wagtail draws in Python
templates      those that it draws from templates: dates, inline panels (`templates/`)
wagtail_hooks  the file that calls (`static/policy/calls.js`) is on every page
"""
