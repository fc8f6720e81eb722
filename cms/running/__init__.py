"""How Masthead's processes are started, watched and stopped on one machine.

refusals      the sentences a person reads when a run cannot start
home          the folder that holds a newsroom's data, and its lock
unprivileged  where PostgreSQL lives and as whom, since it refuses to run as root
children      process groups: started, stopped, and ended when their parent is killed
guardian      the small process that does the last of these
interrupts    Ctrl-C and friends, heard at the pauses only
places        every port and address of a run, checked before anything starts
given         DATABASE_URL and REDIS_URL that point at servers of your own
watch         what to do when a child dies
starting      start and wait until it answers; run to the end; run in front
screen        progress lines and sentences
asking        do they answer, and is everything there?
greeting      the table of addresses and logins
leftovers     a server that outlived even the guardian
sockets       private folders for Unix sockets
checkup       is this service well? asked by containers
"""
