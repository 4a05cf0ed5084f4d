/// Readers of XML: GPX, KML and TCX, on one scanner that tells them elements and text as a stream.
@NullMarked
package dev.waymill.formats.xml;

import org.jspecify.annotations.NullMarked;
