"""Mirrors, what they still owe, what was carried, and what was seen.

mirror       Mirror: an address, its storage, its state
due_file     DueFile: a file that a mirror still owes
due_look     DueLook: a file that was carried and not yet seen
delivery     Delivery: one run, and its outcome
sighting     Sighting: a mirror was seen without what was taken down
observation  Observation: one round of looks, and what they found
proof        Target, Role, Superseded, TakedownRecord: what is signed
reading      Reading: how far behind a mirror was, for its plots
alarm        Alarm: what was wrong with a mirror, and who was told
"""

from workflows.mirrors.models.alarm import Alarm
from workflows.mirrors.models.delivery import Delivery, Outcome
from workflows.mirrors.models.due_file import DueFile
from workflows.mirrors.models.due_look import DueLook
from workflows.mirrors.models.mirror import Mirror, State
from workflows.mirrors.models.observation import Kind, Observation
from workflows.mirrors.models.proof import Role, Superseded, TakedownRecord, Target
from workflows.mirrors.models.reading import Reading
from workflows.mirrors.models.sighting import Sighting
from workflows.mirrors.rank import Rank

__all__ = [
    "Alarm",
    "Delivery",
    "DueFile",
    "DueLook",
    "Kind",
    "Mirror",
    "Observation",
    "Outcome",
    "Rank",
    "Reading",
    "Role",
    "Sighting",
    "State",
    "Superseded",
    "TakedownRecord",
    "Target",
]
