"""Whose stories these are.

desk    Desk: the team that owns sections
"""

from workflows.desk.models.desk import Desk

__all__ = ["Desk"]
