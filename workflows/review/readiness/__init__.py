"""What a text still lacks before it may go out; drafts are never held up by this.

One registry feeds the panel in the editor, the form that submits, and every approval.

findings   what a check found, and the registry of checks
checks     the checks, one function each
pictures   the check of picture rights: the rules are in `pages.rights`
panel      the side panel in the editor; with its view
"""
