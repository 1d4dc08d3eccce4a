"""Records in the formats of other tools. One module a format."""
