/// One broker and one database server per test JVM, for the integration tests of all modules: containers where
/// Docker is available, else the local stack.
@NullMarked
package dev.waymill.stack.test;

import org.jspecify.annotations.NullMarked;
