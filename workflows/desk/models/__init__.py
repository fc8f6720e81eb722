"""Whose stories these are, what is planned, and who is on it.

desk            Desk: the team that owns sections
assignment      Assignment: a story before there is a page
claim           Claim: "I'm on it"
board_setting   BoardSetting: how somebody left the board
"""

from workflows.desk.models.assignment import Assignment, State
from workflows.desk.models.board_setting import BoardSetting
from workflows.desk.models.claim import Claim
from workflows.desk.models.desk import Desk

__all__ = ["Assignment", "BoardSetting", "Claim", "Desk", "State"]
