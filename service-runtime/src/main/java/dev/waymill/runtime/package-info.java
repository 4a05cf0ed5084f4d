/// What every service process needs, whatever its duty: background loops that are seen from outside.
@NullMarked
package dev.waymill.runtime;

import org.jspecify.annotations.NullMarked;
