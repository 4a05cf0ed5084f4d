/// Reads the timeline: an owner's points in time order, page by page, for the gateway. Every query is for one
/// owner; no query can return points of two.
@NullMarked
package dev.waymill.worker.timeline.read;

import org.jspecify.annotations.NullMarked;
