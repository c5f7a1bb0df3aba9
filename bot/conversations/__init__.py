"""Platform-neutral: a click, a command or a form comes in, a message goes out."""
