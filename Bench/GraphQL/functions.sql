-- How the rows of the bench are made. The same numbers give the same rows, in any order of calls.
CREATE SCHEMA bench;

-- A number from 0 to 2^32 - 1 for an event and a purpose.
CREATE FUNCTION bench.draw(event bigint, purpose bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
    AS 'SELECT hashint8extended($1, $2) & 4294967295';

-- A rank from 1 to a highest one; each is drawn in proportion to its reciprocal, as in Zipf's law.
CREATE FUNCTION bench.rank(event bigint, purpose bigint, highest bigint) RETURNS bigint IMMUTABLE LANGUAGE sql
    AS 'SELECT floor(exp(bench.draw($1, $2) / 4294967296.0::float8 * ln($3 + 1::float8)))::bigint';

-- The address of a contract (a rank) or of an account (a rank with a minus).
CREATE FUNCTION bench.address(number bigint) RETURNS bytea IMMUTABLE LANGUAGE sql
    AS 'SELECT substr(sha256(int8send($1)), 1, 20)';
