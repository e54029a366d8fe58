"""What does the trained encoder see in a report? Cues with their sources and contents, deeds with their roles."""
