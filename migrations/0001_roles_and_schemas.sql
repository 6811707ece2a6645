-- Why: facts, read tables and accounts live apart, and the program that serves may add facts but never change one.
--
--   es    the journal: events, their order, their proof            (owner: whoever migrates)
--   read  tables that pages read; can be thrown away and refilled   (owner: the serving role, which rebuilds them)
--   app   accounts and sessions                                     (owner: whoever migrates)
--
-- The serving role is quadrant_app. It cannot log in: a connection takes it on with SET ROLE, so that a plain
-- statement of the program can't touch stored events. Whoever wants more keeps two logins: the owner to migrate, and a
-- member of quadrant_app to serve. Where this migration may not make roles (an ordinary role on somebody else's
-- server), the owner serves itself: the owner's rights to change events are revoked too and the triggers refuse;
-- an owner could grant them back, which leaves a trace in the catalogue but is not prevented.
-- The owner of schema "read" says which of the two holds; every connection looks there.

CREATE SCHEMA IF NOT EXISTS es;
CREATE SCHEMA IF NOT EXISTS app;

DO $$
DECLARE
  separate boolean := true;
BEGIN
  BEGIN
    IF to_regrole('quadrant_app') IS NULL THEN
      BEGIN
        CREATE ROLE quadrant_app NOLOGIN;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server made it a moment ago
      END;
    END IF;
    IF NOT pg_has_role(current_user, 'quadrant_app', 'MEMBER') THEN
      GRANT quadrant_app TO CURRENT_USER;
    END IF;
    SET LOCAL ROLE quadrant_app; -- being a member is not enough since PostgreSQL 16: try it
    RESET ROLE;
    -- A rebuild makes a schema beside the live one.
    EXECUTE format('GRANT CREATE ON DATABASE %I TO quadrant_app', current_database());
    IF NOT has_database_privilege('quadrant_app', current_database(), 'CREATE') THEN
      RAISE insufficient_privilege USING MESSAGE = 'may not let quadrant_app create schemas in this database';
    END IF;
    CREATE SCHEMA read AUTHORIZATION quadrant_app;
    GRANT USAGE ON SCHEMA es, app TO quadrant_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO quadrant_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT USAGE, SELECT ON SEQUENCES TO quadrant_app;
    IF to_regclass('es._sqlx_migrations') IS NOT NULL THEN
      GRANT SELECT ON es._sqlx_migrations TO quadrant_app;
    END IF;
  EXCEPTION WHEN insufficient_privilege THEN
    separate := false;
    RAISE NOTICE 'no separate serving role: %', SQLERRM;
  END;
  IF NOT separate THEN
    CREATE SCHEMA read;
  END IF;
END $$;

-- Who serves: quadrant_app where it exists and this database uses it, else whoever is connected.
CREATE FUNCTION es.serving_role() RETURNS name LANGUAGE sql STABLE AS $$
  SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'read'
$$;

-- Gives the serving role rights on a table and takes those to change stored rows away from the owner, who may be the same.
CREATE FUNCTION es.serve(rights text, target text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF es.serving_role() <> current_user THEN
    EXECUTE format('GRANT %s ON %s TO %I', rights, target, es.serving_role());
  END IF;
END $$;

CREATE FUNCTION es.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE restrict_violation USING
    MESSAGE = format('%s on %I.%I is refused: what is stored there is never changed or removed',
                     TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME);
END $$;

-- Makes a table append only: no right to change for the owner, and triggers that also fire for a superuser and for a
-- session that plays a replica. A row trigger does not see TRUNCATE, so there are two.
CREATE FUNCTION es.append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM PUBLIC', target);
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %I', target, current_user);
  EXECUTE format('CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON %s
                  FOR EACH ROW EXECUTE FUNCTION es.refuse_change()', target);
  EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %s
                  FOR EACH STATEMENT EXECUTE FUNCTION es.refuse_change()', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_change', target);
  EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER refuse_truncate', target);
END $$;
