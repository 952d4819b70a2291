"""Static files: hashed names, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hash and compress every file, and rewrite imports between our own ES modules."""

    support_js_module_import_aggregation = False
