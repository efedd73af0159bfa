-- A hub for readlist: a log of operations that the members of a group share.
-- Run by the owner of the database; running it again changes nothing.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'readlist_member') THEN
        CREATE ROLE readlist_member NOLOGIN;
    END IF;
END $$;

CREATE SCHEMA IF NOT EXISTS readlist;

-- One row: the last number of the log, and the library that it is of.
CREATE TABLE IF NOT EXISTS readlist.head (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    seq bigint NOT NULL DEFAULT 0,
    library text
);
INSERT INTO readlist.head DEFAULT VALUES ON CONFLICT DO NOTHING;

-- The log: number, id, who pushed it and when, and the operation, a line of JSON.
CREATE TABLE IF NOT EXISTS readlist.op (
    seq bigint PRIMARY KEY,
    id text COLLATE "C" NOT NULL UNIQUE CHECK (id ~ '^[0-9a-f]{32}([.][0-9]{1,6})?$'),
    who text NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    body bytea NOT NULL CHECK (length(body) <= 67108864)
);

-- Who pushes for a device: the first who did.
CREATE TABLE IF NOT EXISTS readlist.device (
    id text COLLATE "C" PRIMARY KEY CHECK (id ~ '^[0-9a-f]{16}$'),
    who text NOT NULL
);

-- The library as it was at a number of the log, for new members; it is compressed already.
CREATE TABLE IF NOT EXISTS readlist.snapshot (
    seq bigint NOT NULL,
    part integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (seq, part)
);
ALTER TABLE readlist.snapshot ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- Adds the operations that the log lacks; the devices are the caller's from now on, unless they are another's already.
-- Returns how many were added, and the ids of those that were refused: their device is not the caller's. The owner may
-- add operations of every device.
-- The row of head is locked first, so that numbers are in the order of commits.
CREATE OR REPLACE FUNCTION readlist.push(
    of_library text, devices text[], ids text[], bodies bytea[], OUT stored bigint, OUT refused text[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, readlist, pg_temp AS $$
DECLARE
    last bigint;
    here text;
    is_owner boolean := pg_has_role(session_user, current_user, 'MEMBER');
BEGIN
    SELECT head.seq, head.library INTO STRICT last, here FROM head FOR UPDATE;
    IF here IS NULL THEN
        UPDATE head SET library = of_library;
    ELSIF here <> of_library THEN
        RAISE EXCEPTION 'this is the hub of another library' USING ERRCODE = 'RL001';
    END IF;

    INSERT INTO device (id, who) SELECT given.id, session_user FROM unnest(devices) AS given (id)
        ON CONFLICT (id) DO NOTHING;
    SELECT coalesce(array_agg(given.id), '{}') INTO refused
        FROM unnest(ids) AS given (id) LEFT JOIN device ON device.id = substr(given.id, 17, 16)
        WHERE device.who IS DISTINCT FROM session_user AND NOT is_owner
            AND NOT EXISTS (SELECT FROM op WHERE op.id = given.id);

    INSERT INTO op (seq, id, who, body)
        SELECT last + row_number() OVER (ORDER BY fresh.place), fresh.id, session_user, fresh.body
        FROM (
            SELECT DISTINCT ON (given.id) given.id, given.body, given.place
            FROM unnest(ids, bodies) WITH ORDINALITY AS given (id, body, place)
            WHERE given.id <> ALL (refused) AND NOT EXISTS (SELECT FROM op WHERE op.id = given.id)
            ORDER BY given.id, given.place
        ) AS fresh;
    GET DIAGNOSTICS stored = ROW_COUNT;
    IF stored > 0 THEN
        UPDATE head SET seq = last + stored;
        PERFORM pg_notify('readlist', (last + stored)::text);
    END IF;
END $$;

-- Members call push, and read; nothing else.
REVOKE ALL ON SCHEMA readlist FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA readlist FROM PUBLIC, readlist_member;
REVOKE ALL ON FUNCTION readlist.push FROM PUBLIC;
GRANT USAGE ON SCHEMA readlist TO readlist_member;
GRANT SELECT ON ALL TABLES IN SCHEMA readlist TO readlist_member;
GRANT EXECUTE ON FUNCTION readlist.push TO readlist_member;
