"""Proverka: a declared stockpile, its elimination, and everybody's means to check both."""

__version__ = "0.1.0"
