"""The schema of the SQLite file: tables as `tables.TABLES` names their columns, indexes, views."""

from __future__ import annotations

USER_VERSION = 2  # `PRAGMA user_version`; it rises when a table or view changes its columns
APPLICATION_ID = 0x676C6F73  # `PRAGMA application_id`, for `file` and the like: "glos"

# `entities` is what mentions refer to, whichever layer it is of. `text` of an article is no column of
# `TABLES`: it is kept on demand.
# `id`, `date` and `source` have no type: a number of the input stays a number, a text a text.
# No STRICT tables: programs with a SQLite before 3.37 could not open the file.
SCHEMA = """
CREATE TABLE articles (
  article_id TEXT PRIMARY KEY,
  article TEXT NOT NULL,
  id,
  date,
  source,
  sha256 TEXT NOT NULL,
  people INTEGER,
  units INTEGER,
  crossings INTEGER,
  counts INTEGER,
  run TEXT NOT NULL,
  text TEXT
);
CREATE TABLE entities (
  entity_id TEXT PRIMARY KEY,
  article_id TEXT NOT NULL REFERENCES articles,
  layer TEXT NOT NULL CHECK (layer IN ('people', 'units', 'crossings', 'counts'))
);
CREATE TABLE people (
  entity_id TEXT PRIMARY KEY REFERENCES entities,
  article_id TEXT NOT NULL REFERENCES articles,
  name TEXT NOT NULL,
  roles TEXT NOT NULL,
  mentions INTEGER NOT NULL
);
CREATE TABLE roles (
  entity_id TEXT NOT NULL REFERENCES people,
  position INTEGER NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (entity_id, position)
);
CREATE TABLE units (
  entity_id TEXT PRIMARY KEY REFERENCES entities,
  article_id TEXT NOT NULL REFERENCES articles,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  number INTEGER,
  country TEXT,
  mentions INTEGER NOT NULL
);
CREATE TABLE crossings (
  entity_id TEXT PRIMARY KEY REFERENCES entities,
  article_id TEXT NOT NULL REFERENCES articles,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  gazetteer_id TEXT,
  countries TEXT NOT NULL,
  lat REAL,
  lon REAL,
  mentions INTEGER NOT NULL
);
CREATE TABLE crossing_countries (
  entity_id TEXT NOT NULL REFERENCES crossings,
  country TEXT NOT NULL,
  PRIMARY KEY (entity_id, country)
);
CREATE TABLE counts (
  entity_id TEXT PRIMARY KEY REFERENCES entities,
  article_id TEXT NOT NULL REFERENCES articles,
  quote TEXT NOT NULL,
  value NUMERIC,
  min NUMERIC,
  max NUMERIC,
  approximate INTEGER NOT NULL,
  what TEXT,
  unit TEXT,
  part_of TEXT REFERENCES counts DEFERRABLE INITIALLY DEFERRED,
  assertion TEXT
);
CREATE TABLE mentions (
  mention_id TEXT PRIMARY KEY,
  entity_id TEXT NOT NULL REFERENCES entities,
  article_id TEXT NOT NULL REFERENCES articles,
  layer TEXT NOT NULL,
  name TEXT,
  quote TEXT NOT NULL,
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  line INTEGER NOT NULL,
  by TEXT NOT NULL,
  assertion TEXT,
  cue TEXT
);
"""

# Made when the tables are full: one sort instead of an insertion a row.
INDEXES = """
CREATE INDEX articles_article ON articles (article);
CREATE INDEX entities_article ON entities (article_id);
CREATE INDEX people_article ON people (article_id);
CREATE INDEX people_name ON people (name);
CREATE INDEX roles_role ON roles (role);
CREATE INDEX units_article ON units (article_id);
CREATE INDEX units_name ON units (name);
CREATE INDEX units_country ON units (country);
CREATE INDEX crossings_article ON crossings (article_id);
CREATE INDEX crossings_gazetteer ON crossings (gazetteer_id);
CREATE INDEX crossing_countries_country ON crossing_countries (country);
CREATE INDEX counts_article ON counts (article_id);
CREATE INDEX counts_what ON counts (what);
CREATE INDEX counts_part_of ON counts (part_of);
CREATE INDEX mentions_article ON mentions (article_id, start);
CREATE INDEX mentions_entity ON mentions (entity_id);
CREATE INDEX mentions_by ON mentions (by);
"""

VIEWS = """
CREATE VIEW mentions_with_text AS
SELECT a.article, m.line, m.layer, m.name,
       substr(a.text, max(m.start - 59, 1), min(m.start, 60)) AS before,
       m.quote,
       substr(a.text, m.end + 1, 60) AS after,
       m.by, m.assertion, m.cue, m.start, m.end, m.mention_id, m.entity_id, m.article_id
FROM mentions m JOIN articles a USING (article_id);

CREATE VIEW people_totals AS
SELECT name, count(DISTINCT article_id) AS articles, sum(mentions) AS mentions
FROM people GROUP BY name ORDER BY mentions DESC, name;

CREATE VIEW unit_totals AS
SELECT name, kind, number, country, count(DISTINCT article_id) AS articles, sum(mentions) AS mentions
FROM units GROUP BY name, kind, number, country ORDER BY mentions DESC, name;

CREATE VIEW crossing_totals AS
SELECT gazetteer_id, min(name) AS name, kind, countries, lat, lon,
       count(DISTINCT article_id) AS articles, sum(mentions) AS mentions
FROM crossings GROUP BY coalesce(gazetteer_id, name), kind, countries, lat, lon
ORDER BY mentions DESC, name;

CREATE VIEW crossings_by_article AS
SELECT a.article, c.name, c.kind, c.gazetteer_id, c.countries, c.lat, c.lon, c.mentions,
       (SELECT count(*) FROM mentions m WHERE m.entity_id = c.entity_id AND m.assertion IS NULL) AS asserted,
       c.entity_id, c.article_id
FROM crossings c JOIN articles a USING (article_id) ORDER BY a.article, c.mentions DESC, c.name;

CREATE VIEW count_totals AS
SELECT what, unit, count(*) AS counts, count(DISTINCT article_id) AS articles,
       min(coalesce(value, min, max)) AS lowest, max(coalesce(value, max, min)) AS highest,
       total(coalesce(value, min)) FILTER (WHERE part_of IS NULL AND assertion IS NULL) AS total
FROM counts GROUP BY what, unit ORDER BY counts DESC, what, unit;

CREATE VIEW rule_totals AS
SELECT by, layer, count(*) AS mentions, count(DISTINCT article_id) AS articles
FROM mentions GROUP BY by, layer ORDER BY mentions DESC, by;
"""
