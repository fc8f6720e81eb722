"""The demo newsroom: The Selden Courier, an invented newspaper in an invented port.

data/       who, where and what, as TOML
plans       the data as stories to be made
newsroom    the order of things: people, places, pictures, mirrors, stories
people      users, desks, authors, agencies, topics
places      the front page, sections, the site
pictures    drawn, captioned, stored once
bodies      a planned body as blocks
writer      paragraphs from hand-written sentences
stories     one story through the real verbs, into the state it is planned for
desk        whose sections, what is planned, who is on what
mirrors     two folders, served by the demo's web server
indexes     the admin's indexes, written once at the end
bulk        many stories, for a benchmark
art/        the drawings
"""
