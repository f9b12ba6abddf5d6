"""What decided things look like on WhatsApp: lists, cards and buttons, within its limits."""
