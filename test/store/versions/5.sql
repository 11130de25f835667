-- A store as version 5 wrote it: a page in each state, a record, a session.
CREATE TABLE run (
  id         INTEGER PRIMARY KEY,
  crawler    TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  ended_at   INTEGER,
  reason     TEXT,
  finished   INTEGER NOT NULL DEFAULT 0,
  asked      TEXT NOT NULL DEFAULT 'go',
  profile    TEXT,
  drift      TEXT NOT NULL DEFAULT '[]',
  held       INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO run VALUES(1,'shop',1795243323971,1795243323987,'stopped',0,'go',NULL,'[]',0);
CREATE TABLE owner (
  run      INTEGER NOT NULL REFERENCES run,
  site     TEXT NOT NULL,
  epoch    INTEGER NOT NULL,
  identity TEXT,
  PRIMARY KEY (run, site)
) STRICT, WITHOUT ROWID;
INSERT INTO owner VALUES(1,'',1,NULL);
INSERT INTO owner VALUES(1,'https://shop.example',1,NULL);
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
  epoch    INTEGER
) STRICT;
INSERT INTO request VALUES(1,1,X'5cab43ddad94f603f5f88c6ee6dc4bc5','done',0,0,0,0,'https://shop.example','','GET','https://shop.example/done',NULL,'page',NULL,NULL,0,NULL,NULL,200,100,NULL,NULL);
INSERT INTO request VALUES(2,1,X'149c62689ce4bf553cc63ecbccb5e7f2','failed',0,0,0,1,'https://shop.example','','GET','https://shop.example/failed',NULL,'page',NULL,NULL,0,'responded 503','StatusError',503,0,NULL,NULL);
INSERT INTO request VALUES(3,1,X'c32558ed97e69c87581d8983994ef31e','waiting',4102444800000,0,0,1,'https://shop.example','','GET','https://shop.example/later',NULL,'page',NULL,NULL,0,'responded 503','StatusError',503,0,NULL,NULL);
INSERT INTO request VALUES(4,1,X'8c57d034913aedad0c055854d4768e8f','waiting',0,0,0,0,'https://shop.example','','GET','https://shop.example/waiting',NULL,'page',NULL,NULL,0,NULL,NULL,NULL,0,NULL,NULL);
INSERT INTO request VALUES(5,1,X'6d239fa144de0b5f8d7d59c52631c946','skipped',0,0,0,0,'https://shop.example','','GET','https://shop.example/skipped',NULL,'page',NULL,NULL,0,'off-site',NULL,NULL,0,NULL,NULL);
CREATE TABLE record (
  id      INTEGER PRIMARY KEY,
  run     INTEGER NOT NULL REFERENCES run,
  request INTEGER NOT NULL REFERENCES request,
  kind    TEXT NOT NULL,
  key     TEXT,
  json    TEXT NOT NULL
) STRICT;
INSERT INTO record VALUES(1,1,1,'product','7','"7"');
CREATE TABLE held (
  id      INTEGER PRIMARY KEY,
  request INTEGER NOT NULL REFERENCES request,
  kind    TEXT NOT NULL,
  key     TEXT,
  json    TEXT NOT NULL
) STRICT;
CREATE TABLE session (
  crawler TEXT NOT NULL,
  account TEXT NOT NULL,
  sealed  BLOB NOT NULL,
  PRIMARY KEY (crawler, account)
) STRICT;
INSERT INTO session VALUES('shop','',X'7365616c6564');
CREATE TABLE count (
  run    INTEGER NOT NULL,
  what   TEXT NOT NULL,
  name   TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (run, what, name)
) STRICT, WITHOUT ROWID;
INSERT INTO count VALUES(1,'bytes','',100);
INSERT INTO count VALUES(1,'record','product',1);
INSERT INTO count VALUES(1,'skip','off-site',1);
INSERT INTO count VALUES(1,'state','done',1);
INSERT INTO count VALUES(1,'state','failed',1);
INSERT INTO count VALUES(1,'state','skipped',1);
INSERT INTO count VALUES(1,'state','waiting',2);
CREATE TABLE memory (
  name  TEXT PRIMARY KEY,
  until INTEGER NOT NULL,
  value BLOB NOT NULL
) STRICT;
CREATE INDEX run_of_crawler ON run (crawler, id);
CREATE UNIQUE INDEX request_key ON request (run, key);
CREATE INDEX request_suspect ON request (run, account, suspect_since) WHERE state = 'suspect';
CREATE INDEX record_of_run ON record (run, id);
CREATE UNIQUE INDEX record_key ON record (run, kind, key) WHERE key IS NOT NULL;
CREATE INDEX held_by_request ON held (request);
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
CREATE INDEX request_waiting ON request (run, site, account, due, priority DESC, depth, id) WHERE state = 'waiting';
CREATE INDEX request_failed ON request (run) WHERE state = 'failed';
CREATE INDEX request_in_doubt ON request (run) WHERE state = 'in doubt';
CREATE INDEX record_of_request ON record (request);
CREATE INDEX request_too_deep ON request (run, depth) WHERE reason = 'depth';
CREATE INDEX request_sent ON request (run, url) WHERE method <> 'GET';
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
PRAGMA application_id = 1282696040;
PRAGMA user_version = 5;
