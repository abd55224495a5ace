-- The roles of the database of docker/compose.yaml. The server runs this once, when it creates its data directory. To apply new passwords
-- later, run it again (docs/docker.md). The passwords come from the URLs in the secret files.
\set ON_ERROR_STOP on
\set owner_password `sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' /run/secrets/database_url_owner`
\set submitter_password `sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' /run/secrets/database_url_submitter`
\set loader_password `sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' /run/secrets/database_url_loader`
\set console_password `sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' /run/secrets/database_url_console`
\set reader_password `sed -E 's|^[^:]+://[^:]+:([^@]+)@.*|\1|' /run/secrets/database_url_reader`

-- `etl migrate` grants these roles their privileges, and creates missing ones. Here the owner of the tables cannot create roles, so this
-- file does.
SELECT format('CREATE ROLE %I %s', name, kind)
FROM (VALUES ('etl_loader', 'NOLOGIN'), ('etl_reader', 'NOLOGIN'), ('etl_submitter', 'NOLOGIN'),
    ('etl_console', 'NOLOGIN'), ('etl', 'LOGIN'), ('submitter', 'LOGIN'), ('loader', 'LOGIN'), ('reader', 'LOGIN'),
    ('console', 'LOGIN')) AS wanted (name, kind)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

-- The log must not contain a failed statement with a password.
SET log_min_error_statement = panic;
ALTER ROLE etl PASSWORD :'owner_password';
ALTER ROLE submitter PASSWORD :'submitter_password';
ALTER ROLE loader PASSWORD :'loader_password';
ALTER ROLE reader PASSWORD :'reader_password';
ALTER ROLE console PASSWORD :'console_password';
RESET log_min_error_statement;

GRANT etl_submitter TO submitter;
GRANT etl_loader TO loader;
GRANT etl_reader TO reader;
GRANT etl_console TO console;

ALTER DATABASE etl OWNER TO etl;
REVOKE ALL ON DATABASE etl FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE etl TO etl_loader;
GRANT CONNECT ON DATABASE etl TO etl_reader, etl_submitter, etl_console;

-- What the owner of the database cannot take from everybody: large objects, and functions in pg_temp.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql, sql TO etl;
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
