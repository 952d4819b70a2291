"""What pages of this room show, gathered for their templates."""
