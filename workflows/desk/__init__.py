"""What people look at: whose stories these are, and what waits for whom.

models/   Desk: the team that owns sections
desks     which desk owns a page
"""
