"""Speed, as `make bench` prints it: ratios and figures of one run, never a timed test."""
