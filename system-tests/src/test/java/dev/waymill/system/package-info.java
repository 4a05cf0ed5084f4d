/// The three services as a user runs them, each in its own process, on the local stack: end to end, and under
/// faults. The tests do not call the services' classes; they query the databases for what is not visible from
/// outside.
@NullMarked
package dev.waymill.system;

import org.jspecify.annotations.NullMarked;
