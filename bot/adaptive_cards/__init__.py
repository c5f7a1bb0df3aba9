"""Messages, forms and bulletins as Adaptive Cards: pure, and of no platform's network."""
