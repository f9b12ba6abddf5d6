"""The rollback engine: installed apart from the releases it takes back, and importing nothing of them."""
