/// Copies a file's points by binary COPY into a table of the import's own, in one transaction.
///
/// If a staging dies at any point, it leaves nothing, and the next attempt stages the file again from the
/// object store. The table is logged, although it exists only for minutes: unlogged tables can cause errors
/// after a crash of PostgreSQL (see docs/decisions/001). Discarding drops the table, which costs the same
/// however much others have staged. A discarded import is staged again only in a later generation of its job (a
/// failed job that was retried); late attempts of an earlier generation change nothing.
@NullMarked
package dev.waymill.worker.imports.stage;

import org.jspecify.annotations.NullMarked;
