"""What people do in chat."""
