"""How many threads of the service `mirrors` wait for other people's machines, and for what.

Looks at slow addresses never take the threads that carry a kill. A bound in one process
keeps them apart as a second worker would, which costs 150 MB more.
"""

CARRYING = 16  # deliveries and notices, and what is over in a moment
LOOKING = 8  # looks at addresses; never more of them at once
ALL = CARRYING + LOOKING
CONNECTIONS = ALL + 1  # each keeps one to the database; one for who starts them
