"""Editions, the published tree, and what the press still owes."""

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
