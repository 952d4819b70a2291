"""Foreign files to clean rows. Nothing here saves; nothing in a file is believed before it is checked.

Each reader returns a `Reading` (report.py): rows (rows.py), rejected rows with a reason, and counts of what
is left out by rule. A file that is wrong as a whole raises `BadFile` (errors.py).
"""
