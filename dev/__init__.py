"""The set-up of the project: what `make` calls (SPEC 17). See dev/__main__.py."""
