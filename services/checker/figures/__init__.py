"""Numbers, units and dates: what is written, and the rules for it. `detectors/` joins them."""
