-- A member. Give a password yourself, in psql: \password MEMBER
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'MEMBER') THEN
        CREATE ROLE MEMBER LOGIN;
    END IF;
END $$;
GRANT readlist_member TO MEMBER;
ALTER ROLE MEMBER SET idle_in_transaction_session_timeout = '5s';
ALTER ROLE MEMBER SET statement_timeout = '60s';
