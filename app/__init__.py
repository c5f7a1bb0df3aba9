"""Where everything meets: settings, wiring, command line."""
