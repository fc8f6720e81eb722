"""What somebody wants to see of the board: one desk, one person, nothing but the urgent."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from workflows.desk.story import Person, Plan, Story

NAMES = ("desk", "person", "urgency")


@dataclass(frozen=True)
class Filter:
    """Empty, it keeps everything. `urgency` keeps what is at least as urgent (1 is most)."""

    desk: int | None = None
    person: Person | None = None
    urgency: int | None = None

    def keeps(self, story: Story) -> bool:
        return (
            self.desk in (None, story.desk_id)
            and (self.urgency is None or story.urgency <= self.urgency)
            and (self.person is None or _has_to_do_with(story, self.person))
        )

    def keeps_plan(self, plan: Plan) -> bool:
        """An assignment has no urgency yet; it is shown whatever is asked of that."""
        return self.desk in (None, plan.desk_id) and self.person in (None, plan.person)


def query_of(asked: Mapping[str, str]) -> str:
    """Return the part of an address's query that filters, in one fixed order."""
    return urlencode({name: asked[name] for name in NAMES if asked.get(name)})


def _has_to_do_with(story: Story, person: Person) -> bool:
    """Say whether it is theirs, waits with them, or carries their name."""
    holder = story.held and story.held.person
    named = person.name in story.byline.split(", ")
    return named or person in (story.owner, story.submitter, holder)
