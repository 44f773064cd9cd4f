"""What the black-box tests share: a running server, tables, values, errors, raw requests."""
