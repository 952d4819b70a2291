"""Secrets in addresses and cookies: 160 random bits, of which we keep a hash."""

import hashlib
import secrets


def new_token() -> str:
    """Return a secret that fits in an address and a small QR code."""
    return secrets.token_urlsafe(20)


def hashed(token: str) -> str:
    """Return what we keep of a secret. It is random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
