/// A streaming XML scanner, and the readers of GPX and TCX.
@NullMarked
package dev.waymill.formats.xml;

import org.jspecify.annotations.NullMarked;
