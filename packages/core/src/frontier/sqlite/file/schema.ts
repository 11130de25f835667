/** What the header of every Latchkey store says it is: `Ltch`. */
export const APPLICATION_ID = 0x4c746368

/** The version of the tables below, in the header as `user_version`; `migrations.ts` says what has changed. */
export const SCHEMA_VERSION = 6

/**
 * How a connection works: pages are committed without waiting for the disk, since a page that a power cut
 * takes is fetched again. Whatever must be on the disk is committed with `synchronous = FULL`.
 */
export const CONNECTION_PRAGMAS = `
  PRAGMA synchronous = NORMAL;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -4096;
  PRAGMA wal_autocheckpoint = 65536;
  PRAGMA journal_size_limit = 134217728;
`

/**
 * The tables. Times are milliseconds since 1970.
 *
 * The books (`count`) are kept in the transaction of the change itself: what a request turns into by the triggers
 * here, what a page adds in one go by `books.ts`.
 */
export const TABLES = `
  CREATE TABLE run (
    id         INTEGER PRIMARY KEY,
    crawler    TEXT NOT NULL,
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    reason     TEXT,
    finished   INTEGER NOT NULL DEFAULT 0,
    asked      TEXT NOT NULL DEFAULT 'go', -- what another process wants of it: 'go', 'pause', 'stop'
    profile    TEXT,                       -- what its records are like, as JSON
    drift      TEXT NOT NULL DEFAULT '[]', -- in what they fall short of the runs before, as JSON
    held       INTEGER NOT NULL DEFAULT 0  -- whether it is held back for that
  ) STRICT;
  CREATE INDEX run_of_crawler ON run (crawler, id);

  -- Who works on a site of a run; the site '' is the run itself. Free without identity; the epoch only grows.
  CREATE TABLE owner (
    run      INTEGER NOT NULL REFERENCES run,
    site     TEXT NOT NULL,
    epoch    INTEGER NOT NULL,
    identity TEXT,
    PRIMARY KEY (run, site)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE request (
    id       INTEGER PRIMARY KEY,
    run      INTEGER NOT NULL REFERENCES run,
    key      BLOB NOT NULL,
    state    TEXT NOT NULL,
    due      INTEGER NOT NULL DEFAULT 0,  -- 0: now; else not before
    priority INTEGER NOT NULL,
    depth    INTEGER NOT NULL,
    tries    INTEGER NOT NULL DEFAULT 0,
    site     TEXT NOT NULL,
    account  TEXT NOT NULL,
    method   TEXT NOT NULL,
    url      TEXT NOT NULL,
    body     TEXT,
    route    TEXT NOT NULL,
    data     TEXT,
    parent   INTEGER,                     -- the page that led here
    final    INTEGER NOT NULL DEFAULT 0,  -- skipped for what it is, so that no link brings it back
    reason   TEXT,                        -- why it was skipped, or what its last failure said
    error    TEXT,                        -- the class of its last failure
    status   INTEGER,
    bytes    INTEGER NOT NULL DEFAULT 0,
    suspect_since INTEGER,                -- when a page arrived that no proof has come for
    epoch    INTEGER,                     -- the login that the page was fetched under
    headers  TEXT                         -- of the link, as JSON
  ) STRICT;
  CREATE UNIQUE INDEX request_key ON request (run, key);
  CREATE INDEX request_waiting ON request (run, site, account, due, priority DESC, depth, id) WHERE state = 'waiting';
  CREATE INDEX request_suspect ON request (run, account, suspect_since) WHERE state = 'suspect';
  CREATE INDEX request_failed ON request (run) WHERE state = 'failed';
  CREATE INDEX request_in_doubt ON request (run) WHERE state = 'in doubt';
  CREATE INDEX request_too_deep ON request (run, depth) WHERE reason = 'depth';
  CREATE INDEX request_sent ON request (run, url) WHERE method <> 'GET';

  CREATE TABLE record (
    id      INTEGER PRIMARY KEY,
    run     INTEGER NOT NULL REFERENCES run,
    request INTEGER NOT NULL REFERENCES request,
    kind    TEXT NOT NULL,
    key     TEXT,
    json    TEXT NOT NULL
  ) STRICT;
  CREATE INDEX record_of_run ON record (run, id);
  CREATE INDEX record_of_request ON record (request);
  CREATE UNIQUE INDEX record_key ON record (run, kind, key) WHERE key IS NOT NULL;

  -- How many of a page's records others with the same key, but another content, have taken the place of.
  CREATE TABLE replaced (
    run     INTEGER NOT NULL,
    request INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (run, request, kind)
  ) STRICT, WITHOUT ROWID;

  -- The records of suspect pages: no records yet.
  CREATE TABLE held (
    id      INTEGER PRIMARY KEY,
    request INTEGER NOT NULL REFERENCES request,
    kind    TEXT NOT NULL,
    key     TEXT,
    json    TEXT NOT NULL
  ) STRICT;
  CREATE INDEX held_by_request ON held (request);

  CREATE TABLE session (
    crawler TEXT NOT NULL,
    account TEXT NOT NULL,
    sealed  BLOB NOT NULL,
    PRIMARY KEY (crawler, account)
  ) STRICT;

  -- What is worth keeping for a while, such as a robots.txt.
  CREATE TABLE memory (
    name  TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT;

  -- The books: how many requests by 'state' and by reason to 'skip', how many 'bytes', by kind how many 'record's
  -- and how many were 'replaced'.
  CREATE TABLE count (
    run    INTEGER NOT NULL,
    what   TEXT NOT NULL,
    name   TEXT NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (run, what, name)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER request_moved AFTER UPDATE OF state ON request WHEN new.state <> old.state BEGIN
    UPDATE count SET amount = amount - 1 WHERE run = old.run AND what = 'state' AND name = old.state;
    INSERT INTO count VALUES (new.run, 'state', new.state, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
  END;
  CREATE TRIGGER request_skipped AFTER UPDATE OF state ON request
  WHEN new.state = 'skipped' AND old.state <> 'skipped' BEGIN
    INSERT INTO count VALUES (new.run, 'skip', new.reason, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
  END;
  CREATE TRIGGER request_followed AFTER UPDATE OF state ON request
  WHEN old.state = 'skipped' AND new.state <> 'skipped' BEGIN
    UPDATE count SET amount = amount - 1 WHERE run = old.run AND what = 'skip' AND name = old.reason;
  END;
  CREATE TRIGGER request_weighed AFTER UPDATE OF bytes ON request WHEN new.bytes <> old.bytes BEGIN
    INSERT INTO count VALUES (new.run, 'bytes', '', new.bytes - old.bytes)
      ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
  END;
  CREATE TRIGGER record_replaced AFTER UPDATE OF json ON record WHEN new.json <> old.json BEGIN
    INSERT INTO replaced VALUES (old.run, old.request, old.kind, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
    INSERT INTO count VALUES (old.run, 'replaced', old.kind, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
  END;

  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`
