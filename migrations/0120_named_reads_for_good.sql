-- Why: tables of schema "app" may be changed by the role that serves, and the register of who read which names was one of them but for
-- its trigger. Now it is refused by right as well, as for facts.

DO $$
BEGIN
  EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON app.named_read FROM %I', es.serving_role());
END $$;
