"""Wagtail's editing views, with refusals in words and no text lost to them.

edit        write: a draft is kept whatever is refused
conflict    two people wrote at once: both texts, side by side
comments    what a reviewer wrote when a decision was refused
decide      approve or send back from a list
lanes       publish alone, and the review after the fact
"""
