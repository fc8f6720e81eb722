"""When a story may go out, and that it does: schedule and embargo.

rules         which embargo binds, and who may lift it; pure
errors        what is refused, in sentences
embargo       nothing goes live before its hour; no text sheds an embargo that binds
lifts         two people lift an embargo early
unschedule    take a story off the schedule
publish_due   scheduled stories, one transaction each
releases      each hour that was kept or missed: how late, and why
forms         what the screens ask for
views         the screens, and their place in the admin: hooks
hooks         buttons and addresses
"""
