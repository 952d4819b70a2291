"""Backups: the database and every kept file in one encrypted file, and the way back."""
