"""What do several accounts make together? Pure functions over records."""
