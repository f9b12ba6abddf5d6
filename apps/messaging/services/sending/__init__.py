"""From the outbox to WhatsApp: pick, check, claim, call, settle; and what to do when something of it was lost."""
