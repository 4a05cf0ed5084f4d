/// Readers of binary files: FIT, as sports watches and bicycle computers write it.
@NullMarked
package dev.waymill.formats.binary;

import org.jspecify.annotations.NullMarked;
