"""Benchmarks: published instances and side-by-side runs. No part of the wheel."""
