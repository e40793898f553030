"""
How does what we know look in the formats that other programs read?

GeoJSON, Atom, JSON Feed and CAP: one module each, records in and bytes out, no clock and no
network. ``entry.py`` says what of an incident all of them tell, ``page.py`` what a document
tells of itself, ``spot.py`` how exactly a place is known. Not here: who may read it, at which
address and for how long (``streams/api``).
"""
