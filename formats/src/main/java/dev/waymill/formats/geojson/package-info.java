/// GeoJSON (RFC 7946) with times, as many programs write it, and Overland's batches, which are such features.
/// One feature at a time is kept in memory, as bare numbers, for its times may stand behind its vertices.
@NullMarked
package dev.waymill.formats.geojson;

import org.jspecify.annotations.NullMarked;
