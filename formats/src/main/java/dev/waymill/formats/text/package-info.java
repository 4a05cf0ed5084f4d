/// Readers of plain text: logs read line by line, and tables. A broken or overlong line or row is one rejected
/// point and never ends its file. Called through `Format`.
@NullMarked
package dev.waymill.formats.text;

import org.jspecify.annotations.NullMarked;
