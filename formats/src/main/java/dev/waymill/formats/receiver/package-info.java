/// Readers of the logs that GPS receivers and flight recorders write: NMEA 0183 and IGC. A broken line is one
/// rejected point and never ends its file. Called through `Format`.
@NullMarked
package dev.waymill.formats.receiver;

import org.jspecify.annotations.NullMarked;
