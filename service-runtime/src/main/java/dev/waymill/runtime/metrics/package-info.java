/// What the meters of all services have in common. Feature packages register their own meters with it.
///
/// Every meter has a description and exists from the start, with all values of its tags, since a rate does not
/// see the first increment of a new counter. The values of a tag are a closed list ([MetersByTag]); an owner is
/// never a tag. Timers publish fixed buckets ([Buckets]). What is counted inside a transaction is counted
/// [AfterCommit]. A scrape queries nothing: what has to be read from the database is sampled in the background
/// ([SampleQueries]), as are the service's own tables and its database.
@NullMarked
package dev.waymill.runtime.metrics;

import org.jspecify.annotations.NullMarked;
