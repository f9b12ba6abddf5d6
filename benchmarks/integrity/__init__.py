"""How long `check_data_integrity` takes, and whether it finds what is planted."""
