"""Mirrors, what they still owe, and what was carried.

mirror      Mirror: an address, its storage, its state
due_file    DueFile: a file that a mirror still owes
delivery    Delivery: one run, and its outcome
"""

from workflows.mirrors.models.delivery import Delivery, Outcome
from workflows.mirrors.models.due_file import DueFile, Rank
from workflows.mirrors.models.mirror import Mirror, State

__all__ = ["Delivery", "DueFile", "Mirror", "Outcome", "Rank", "State"]
