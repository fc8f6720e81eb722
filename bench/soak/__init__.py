"""`make soak`: twenty mirrors, real workers, and everything that goes wrong, for minutes.

__main__   the command
run        build, make trouble, let it settle, judge, report
addresses  twenty mirrors on real storages, a proxy before each network, a web server before all
workers    real Celery workers and beat, killed, frozen and started again
stories    somebody who publishes, corrects, kills and restores, and remembers the truth
trouble    SIGKILL, SIGSTOP, lost brokers, cut lines, slow and dead mirrors, forged files
watch      readers: which edition of which story was seen where, and when
judge      what must never have been seen, and what must be there in the end: no database
"""
