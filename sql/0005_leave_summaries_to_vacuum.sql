-- Summaries of block times are made by VACUUM, which autovacuum runs after every load of some size, as is PostgreSQL's
-- default. Made while rows come in, they cost a load of a million rows 5 % of its time, and its processes are started
-- and logged about every few megabytes. Until then the pages without a summary are read, so every answer is complete.
ALTER INDEX token_transfers_block_timestamp_idx SET (autosummarize = off);
