"""What WhatsApp posts to a shop, and how it gets there."""
