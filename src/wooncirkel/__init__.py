"""Wooncirkel: software for neighbourhoods that build a circle of people around an open house."""

__version__ = "0.1.0"
