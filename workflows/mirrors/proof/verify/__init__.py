"""Read an address back: everything it serves against what was signed. No database is asked.

verify    the verb: look, look again at what differs, and say one word
words     what can be said of an address, and why
places    where files are read: an address of the web, or a folder
trusted   the signed metadata, by python-tuf's client
look      every manifest, every file, everything that must be gone
known     addresses that former looks found
"""
