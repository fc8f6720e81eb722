"""Settings by environment, each variable checked when it is read.

base        what every environment shares
values      what the value of a variable must be
demo, test, production      what differs there
"""
