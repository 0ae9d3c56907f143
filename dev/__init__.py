"""The set-up of the project: what `make` calls. See dev/__main__.py."""
