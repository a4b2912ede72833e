"""What ``server.shared_journal`` says to PostgreSQL."""

TABLES = """
CREATE TABLE IF NOT EXISTS digitnet_room (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    start text NOT NULL,
    last bigint NOT NULL,
    time double precision NOT NULL,
    at timestamptz NOT NULL
);
CREATE TABLE IF NOT EXISTS digitnet_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    number bigint NOT NULL,
    value text NOT NULL
);
CREATE TABLE IF NOT EXISTS digitnet_entries (
    number bigint PRIMARY KEY,
    time double precision NOT NULL,
    server text NOT NULL,
    kind text NOT NULL,
    value text NOT NULL
);
CREATE TABLE IF NOT EXISTS digitnet_servers (
    id text PRIMARY KEY,
    seen timestamptz NOT NULL,
    pages integer NOT NULL,
    phones integer NOT NULL,
    walls integer NOT NULL
)
"""

ROWS = """
WITH room AS (
    INSERT INTO digitnet_room (start, last, time, at)
    VALUES (%(start)s, 0, 0, clock_timestamp()) ON CONFLICT DO NOTHING
)
INSERT INTO digitnet_state (number, value) VALUES (0, '{}') ON CONFLICT DO NOTHING
"""

LOCK = "SELECT pg_advisory_lock(hashtext(%s))"
LOCK_ALL = "SELECT pg_advisory_xact_lock(hashtext('digitnet_room'))"

LISTEN = "LISTEN digitnet_room"
NOTIFY = "NOTIFY digitnet_room"

MOVE = """
UPDATE digitnet_room SET
    last = last + %s,
    time = time + greatest(0, least(%s, extract(epoch FROM clock_timestamp() - at))),
    at = clock_timestamp()
RETURNING last, time
"""
"""Take numbers and move the clock on, whatever the database's own clock does."""

ADD = "INSERT INTO digitnet_entries (number, time, server, kind, value) VALUES (%s, %s, %s, %s, %s)"

WHERE = """
SELECT start, last, time, number, CASE WHEN number > %s THEN value END
FROM digitnet_room, digitnet_state
"""

ENTRIES = """
SELECT number, time, server, kind, value FROM digitnet_entries
WHERE number > %s ORDER BY number LIMIT %s
"""

BEAT = """
INSERT INTO digitnet_servers (id, seen, pages, phones, walls)
VALUES (%s, clock_timestamp(), %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET seen = excluded.seen, pages = excluded.pages,
    phones = excluded.phones, walls = excluded.walls
"""

OTHERS = """
SELECT count(*)::int, coalesce(sum(pages), 0)::int, coalesce(sum(phones), 0)::int,
    coalesce(sum(walls), 0)::int
FROM digitnet_servers
WHERE id <> %s AND seen > clock_timestamp() - make_interval(secs => %s)
"""

DROP_SERVERS = "DELETE FROM digitnet_servers WHERE seen < clock_timestamp() - interval '1 minute'"

WRITE_DOWN = """
UPDATE digitnet_state SET number = %s, value = %s
WHERE number < %s AND (SELECT start FROM digitnet_room) = %s
"""

DROP_ENTRIES = "DELETE FROM digitnet_entries WHERE number <= (SELECT number FROM digitnet_state)"
