"""Records and their articles as one page for a browser."""
