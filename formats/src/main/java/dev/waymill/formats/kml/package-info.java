/// Reads KML: placemarks with times, lines and `gx:Track`s.
@NullMarked
package dev.waymill.formats.kml;

import org.jspecify.annotations.NullMarked;
