"""One app that several workspaces install: OAuth, organisations, a Web API that tells workspaces by token."""
