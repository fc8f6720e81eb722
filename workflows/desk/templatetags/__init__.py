"""Template tags of the desk.

desk    times as an editor reads them
"""
