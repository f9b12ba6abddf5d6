"""Customers' files: fetched while WhatsApp has them, kept once each outside the database, gone when nobody needs them."""
