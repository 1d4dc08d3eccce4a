"""Rule packs and their lists, data only. Ships as `annotators.rules`; an editable install needs this file."""
