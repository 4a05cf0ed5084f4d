/// Staging: a file's points go by binary COPY into a table of this import's own, in one transaction.
///
/// If a staging dies at any point, nothing of it is left, and the next attempt stages anew from the object
/// store. The table is logged, though it lives for minutes: PostgreSQL can stumble over unlogged ones after a
/// crash (see docs/decisions/001). Discarding drops the table: a cost that does not depend on what others have
/// staged. What was discarded is staged again only in a later life of its job (a failed one that somebody has
/// retried); late attempts of an earlier life change nothing.
@NullMarked
package dev.waymill.worker.imports.stage;

import org.jspecify.annotations.NullMarked;
