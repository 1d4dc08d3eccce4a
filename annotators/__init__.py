"""glossator: people, units, crossings and counts in news text, by rule packs and a Stanza NER model."""

__version__ = "0.1.0"
