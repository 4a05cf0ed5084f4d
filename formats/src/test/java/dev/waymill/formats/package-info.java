@NullMarked
package dev.waymill.formats;

import org.jspecify.annotations.NullMarked;
