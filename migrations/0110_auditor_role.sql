-- Why: whoever checks the records from outside, with a program of their own, needs the facts and their proof and nothing else: no
-- account, no key, no read table, and no right to add a fact. quadrant_auditor is that. It cannot log in: the server's
-- administrator grants it to a login. Where this migration may not make roles, the administrator can make it before.
--
-- So there are three: the owner, who migrates; quadrant_app, in which the program serves, seals and fills the read tables; and
-- this one. None of them may change or remove a fact. What a superuser can still do is what the proof finds.

DO $$
BEGIN
  IF to_regrole('quadrant_auditor') IS NULL THEN
    BEGIN
      CREATE ROLE quadrant_auditor NOLOGIN;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN
        NULL; -- another database of this server made it a moment ago
      WHEN insufficient_privilege THEN
        RAISE NOTICE 'no role for auditors: %', SQLERRM;
        RETURN;
    END;
  END IF;
  GRANT USAGE ON SCHEMA es TO quadrant_auditor;
  GRANT SELECT ON es.events, es.block, es.tree_hash, es.checkpoint TO quadrant_auditor;
END $$;
