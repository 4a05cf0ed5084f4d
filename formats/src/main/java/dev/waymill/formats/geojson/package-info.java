/// GeoJSON (RFC 7946) with times, as many programs write it, and Overland's batches. One feature at a time is
/// held in memory, as plain numbers, because its times may follow its vertices.
@NullMarked
package dev.waymill.formats.geojson;

import org.jspecify.annotations.NullMarked;
