"""
Which places are there, and what are they called?

Countries with their adjectives, first-level regions with ISO 3166-2, towns from
GeoNames, and a supplement for what GeoNames lacks. SOURCES.md says where each
file comes from. Not here: which of several places a text means
(``agents/where/places.py``).
"""
