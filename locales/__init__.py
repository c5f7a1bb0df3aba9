"""What people read, in their own language: catalogues, and how each language writes dates and numbers."""
