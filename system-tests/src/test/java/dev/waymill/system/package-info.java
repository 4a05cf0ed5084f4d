/// The three services as a user runs them, each a process of its own, on the local stack: end to end, and under
/// faults. Nothing here calls the services' classes; what cannot be seen from outside is asked of their
/// databases.
@NullMarked
package dev.waymill.system;

import org.jspecify.annotations.NullMarked;
