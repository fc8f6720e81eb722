"""Editions, the published tree, and what the press still owes.

edition     Edition, and the row that gives the numbers
file        PublishedFile: path → digest
due         DuePage: a page that is owed to the press
source      Source: what a pressed page was made of
"""

from workflows.press.models.due import DuePage
from workflows.press.models.edition import Action, Edition, EditionCounter
from workflows.press.models.file import CacheClass, PublishedFile
from workflows.press.models.source import Source

__all__ = [
    "Action",
    "CacheClass",
    "DuePage",
    "Edition",
    "EditionCounter",
    "PublishedFile",
    "Source",
]
