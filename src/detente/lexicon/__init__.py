"""What do words, actors and places mean? Data under ``lexicon/data``, loaded once and frozen."""
