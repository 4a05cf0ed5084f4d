/// Manages dead letters from the command line.
@NullMarked
package dev.waymill.cli.deadletter;

import org.jspecify.annotations.NullMarked;
