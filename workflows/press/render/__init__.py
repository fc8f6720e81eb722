"""A page's document and its files, rendered once when it is pressed.

document    the form as exact text, and the columns it is found by
files       the files of a page: path → bytes and media type
article     a story's reader page
front       home and section fronts
feeds       RSS, sitemaps, the newest list
registry    the newsroom's addresses, for programs
redirects   old addresses of a page
"""
