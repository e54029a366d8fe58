"""What does one report say? Pure functions: no clock, no network; the order of the steps stands in ``pipeline``."""
