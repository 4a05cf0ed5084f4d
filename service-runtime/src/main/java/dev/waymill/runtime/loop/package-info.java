/// Background work: one thread calls a tick, again at once while there is more to do, else when it is woken or
/// after an interval. Tests call the tick themselves. Whatever a tick throws, the loop continues. Health and
/// meters show how long ago it last succeeded.
@NullMarked
package dev.waymill.runtime.loop;

import org.jspecify.annotations.NullMarked;
