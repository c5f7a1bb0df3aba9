"""The slash commands: one module a subject, one table of all (:mod:`bot.conversations.commands.table`)."""
