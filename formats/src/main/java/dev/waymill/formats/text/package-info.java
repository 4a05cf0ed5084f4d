/// Readers of plain text: logs that are read line by line, and tables. A line or row that is broken or too long
/// is one rejected point, never the end of its file. Called through `Format`.
@NullMarked
package dev.waymill.formats.text;

import org.jspecify.annotations.NullMarked;
