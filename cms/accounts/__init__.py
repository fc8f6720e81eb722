"""Who is at the desk: sign-in, second factor, sessions. allauth does the work.

urls         the one sign-in, and what a person does with their own account
views        sign-in, the account page, sessions
forms        sign-in under Wagtail's own field names; codes that cannot be guessed
adapter      how allauth behaves here: counts of guesses, confirming who you are
factors      the second factor: its secret, its name in apps and on keys
required     who must have one
middleware   no door of the newsroom opens without it
browsers     those a person has signed in with: strangers cannot lock them out
sessions     where a person is signed in; ending it
wagtail_hooks  the account page leads here
receivers    what follows from an account that is closed, a factor that is added
tasks        what a clock has done here
models       the table that holds the counts
"""
