/// One broker and one database server per test JVM, for the integration tests of all rooms.
/// Where a Docker daemon answers they are containers, elsewhere the local stack; the tests do not notice.
@NullMarked
package dev.waymill.stack.test;

import org.jspecify.annotations.NullMarked;
