_version = "0.12.0.1"
# The following are overwritten when a release is built.
_release_version: str | None = '0.12.0.1'
_git_hash = None
_minimum_jaxlib_version = "0.11.2"
__version__ = _get_version_string()
