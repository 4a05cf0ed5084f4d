/// Shows the queues and workers on the command line.
@NullMarked
package dev.waymill.cli.status;

import org.jspecify.annotations.NullMarked;
