/// Background work: one thread that calls a tick, again at once while there is more to do, else when it is woken
/// or an interval has passed. What a tick does is its owner's; tests call it by hand.
/// Whatever a tick throws, the loop goes on. Health and meters show from outside how long ago it last succeeded.
@NullMarked
package dev.waymill.runtime.loop;

import org.jspecify.annotations.NullMarked;
