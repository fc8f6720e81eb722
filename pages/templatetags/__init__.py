"""Template tags of the reader's pages.

reader      blocks, dates, pictures, share links
"""
