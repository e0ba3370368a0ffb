"""The backend of one data folder: its process, its folder, its database file, its backups."""
