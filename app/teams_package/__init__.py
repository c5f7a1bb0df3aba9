"""What Microsoft Teams installs: the manifest and the icons, as one zip."""
