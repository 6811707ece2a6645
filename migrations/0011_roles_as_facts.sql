-- Why: which role a person has became a fact with a reason, a beginning and an end. What stands in app.account from now on
-- is how a person signs in. The two columns keep what older accounts had until the program has written it down as facts.

ALTER TABLE app.account ALTER COLUMN role DROP NOT NULL;
COMMENT ON COLUMN app.account.role IS 'only of accounts made before roles were facts';
COMMENT ON COLUMN app.account.school_id IS 'only of accounts made before roles were facts';
