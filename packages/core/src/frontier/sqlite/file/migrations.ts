/** What makes of the tables of a version those of the next, from version 1 on. */
export const MIGRATIONS: readonly string[] = [
  `
  ALTER TABLE run ADD COLUMN asked TEXT NOT NULL DEFAULT 'go';
  ALTER TABLE request ADD COLUMN epoch INTEGER;

  DROP INDEX request_waiting;
  CREATE INDEX request_waiting ON request (run, site, account, due, priority DESC, depth, id) WHERE state = 'waiting';
  DROP INDEX request_failed;
  CREATE INDEX request_failed ON request (run) WHERE state = 'failed';
  CREATE INDEX request_in_doubt ON request (run) WHERE state = 'in doubt';
  CREATE INDEX record_of_request ON record (request);

  CREATE TABLE memory (
    name  TEXT PRIMARY KEY,
    until INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT;

  PRAGMA user_version = 2;
  `,
  `
  CREATE INDEX request_too_deep ON request (run, depth) WHERE reason = 'depth';
  CREATE INDEX request_sent ON request (run, url) WHERE method <> 'GET';

  PRAGMA user_version = 3;
  `,
  `
  CREATE TABLE replaced (
    run     INTEGER NOT NULL,
    request INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    amount  INTEGER NOT NULL,
    PRIMARY KEY (run, request, kind)
  ) STRICT, WITHOUT ROWID;

  CREATE TRIGGER record_replaced AFTER UPDATE OF json ON record WHEN new.json <> old.json BEGIN
    INSERT INTO replaced VALUES (old.run, old.request, old.kind, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
    INSERT INTO count VALUES (old.run, 'replaced', old.kind, 1)
      ON CONFLICT DO UPDATE SET amount = amount + 1;
  END;

  PRAGMA user_version = 4;
  `,
  `
  ALTER TABLE run ADD COLUMN profile TEXT;
  ALTER TABLE run ADD COLUMN drift TEXT NOT NULL DEFAULT '[]';
  ALTER TABLE run ADD COLUMN held INTEGER NOT NULL DEFAULT 0;

  PRAGMA user_version = 5;
  `,
  `
  ALTER TABLE request ADD COLUMN headers TEXT;

  PRAGMA user_version = 6;
  `,
]
