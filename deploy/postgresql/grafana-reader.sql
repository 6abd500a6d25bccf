-- The role of Grafana: it may read the columns of violations that panels show, and nothing else: no text of a post, no
-- quote, no note. Run as the owner of the tables after every `duwang db upgrade`:
--   psql "$URL" -v ON_ERROR_STOP=1 -v password="$GRAFANA_READER_PASSWORD" -f deploy/postgresql/grafana-reader.sql
-- Violations of canary posts (sites that end in .canary.invalid) are left out by the queries.
SELECT 'CREATE ROLE grafana_reader LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana_reader') \gexec
ALTER ROLE grafana_reader WITH LOGIN PASSWORD :'password' CONNECTION LIMIT 8;
-- A panel over years must not keep the workers waiting.
ALTER ROLE grafana_reader SET statement_timeout = '30s';
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
GRANT SELECT (
    id, post_key, status, site, unit, channel, "column", url, title, published_at, found_at, category, severity, rule
) ON violations TO grafana_reader;
