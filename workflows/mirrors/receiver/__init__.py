"""The other end of a push: writes what is signed, and refuses what is older.

A small WSGI program beside a mirror's web server. It needs Python and nothing else: no
Django, no database server. `pack` makes one file of it, to be copied to that machine.

__main__  the command: python receiver.pyz --root /srv/mirror --secrets FILE
app       one request: checked, done, answered
claims    what a push says of itself, in one signed header; the driver writes it
storage   the folder, written by renaming, under a lock
editions  which edition each path is at, deleted ones too: the fence
pack      makes receiver.pyz
"""
