-- Why: since PostgreSQL 16 a role that may make roles is not allowed to act as one that it made until it says so. Without
-- that, 0001 would find no way to a serving role of its own, and the owner of the facts would serve. So the role is made
-- and taken here, one step earlier. Written after 0001, which may not change any more; where its tables are there, and
-- on an older PostgreSQL, nothing is left to do.

DO $$
BEGIN
  IF current_setting('server_version_num')::int < 160000 OR to_regclass('es.events') IS NOT NULL THEN
    RETURN;
  END IF;
  BEGIN
    IF to_regrole('quadrant_app') IS NULL THEN
      CREATE ROLE quadrant_app NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN
      NULL; -- another database of this server made it a moment ago
    WHEN insufficient_privilege THEN
      RETURN; -- an ordinary role: 0001 says what it does then
  END;
  IF NOT pg_has_role(current_user, 'quadrant_app', 'SET') THEN
    -- As text, because an older PostgreSQL would not even read it.
    EXECUTE 'GRANT quadrant_app TO CURRENT_USER WITH SET TRUE';
  END IF;
EXCEPTION WHEN insufficient_privilege THEN
  NULL; -- the role is somebody else's
END $$;
