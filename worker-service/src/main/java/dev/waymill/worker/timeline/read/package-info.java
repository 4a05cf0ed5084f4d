/// Reading the timeline: an owner's points in time order, page by page, for the gateway.
/// Every query names the owner; there is none that could see two.
@NullMarked
package dev.waymill.worker.timeline.read;

import org.jspecify.annotations.NullMarked;
