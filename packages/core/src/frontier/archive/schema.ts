import type { FileFormat } from '../sqlite/file/open.ts'

/** What the header of every archive says it is: `LtcA`. */
const APPLICATION_ID = 0x4c746341

const VERSION = 1

/** The file of an archive. Times are milliseconds since 1970. */
export const ARCHIVE_FORMAT: FileFormat = {
  applicationId: APPLICATION_ID,
  version: VERSION,
  migrations: [],
  tables: `
    -- A run of a store. Its number alone is not enough: another store may begin to count anew beside the archive.
    CREATE TABLE run (
      id         INTEGER PRIMARY KEY,
      crawler    TEXT NOT NULL,
      number     INTEGER NOT NULL,
      started_at INTEGER NOT NULL,
      dropped    INTEGER NOT NULL DEFAULT 0,  -- responses that went when the archive was full
      UNIQUE (crawler, number, started_at)
    ) STRICT;

    -- Each body once, whoever was answered with it.
    CREATE TABLE body (
      id     INTEGER PRIMARY KEY,
      digest BLOB NOT NULL UNIQUE,            -- SHA-256 of the bytes
      size   INTEGER NOT NULL,                -- of the bytes
      base   INTEGER REFERENCES body,         -- the dictionary that it was compressed with
      packed BLOB NOT NULL                    -- the bytes, compressed by zstd
    ) STRICT;
    CREATE INDEX body_of_base ON body (base) WHERE base IS NOT NULL;

    CREATE TABLE response (
      id          INTEGER PRIMARY KEY,        -- grows with age
      run         INTEGER NOT NULL REFERENCES run,
      key         BLOB NOT NULL,              -- of its request in the store
      account     TEXT NOT NULL,
      method      TEXT NOT NULL,
      request_url TEXT NOT NULL,
      url         TEXT NOT NULL,
      status      INTEGER NOT NULL,
      head        TEXT NOT NULL,              -- the rest of what is not its body, as JSON
      fetched_at  INTEGER NOT NULL,
      body        INTEGER NOT NULL REFERENCES body
    ) STRICT;
    CREATE UNIQUE INDEX response_key ON response (run, key);
    CREATE INDEX response_of_body ON response (body);

    -- What robots.txt forbade, by 128 bits of its URL.
    CREATE TABLE refusal (
      run INTEGER NOT NULL REFERENCES run,
      url BLOB NOT NULL,
      PRIMARY KEY (run, url)
    ) STRICT, WITHOUT ROWID;

    PRAGMA application_id = ${APPLICATION_ID};
    PRAGMA user_version = ${VERSION};
  `,
}
