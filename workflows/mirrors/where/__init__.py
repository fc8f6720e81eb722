"""Where is my story? What each mirror, each feed and the API have of one page.

rows      what is owed, carried and seen, read from the tables
send      have one mirror get it again
views     the screen, and the part of it that follows
"""
