"""
What travels: every record and every topic of tocsin.

Nothing here judges, and nothing here touches the world. Conventions that hold
for all records:

- Times are aware UTC and written RFC 3339 with ``Z``; event dates are ISO 8601
  days, inclusive at both ends, and never without a precision.
- Spans are ``(start, end)``, end exclusive, in Unicode code points of the
  canonical text (``schemas.dispatch.canonical_text``).
- Coordinates are WGS 84 decimal degrees; distances km; durations seconds;
  scores 0 to 1.
- Countries ISO 3166-1 alpha-2, subdivisions ISO 3166-2, languages ISO 639-1,
  places GeoNames integer ids or ``x-tocsin:`` ids.
- ``None`` is unknown, ``0`` is a statement, an empty tuple is "looked, found
  none".
- A newer release may add fields with defaults; it never removes, renames or narrows
  one. What it added is passed over by an older one; what people write is closed, and
  an unknown field is an error (docs/decisions/0012).
"""
