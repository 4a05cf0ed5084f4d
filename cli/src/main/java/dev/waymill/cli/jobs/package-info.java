/// Looking at jobs from the command line.
@NullMarked
package dev.waymill.cli.jobs;

import org.jspecify.annotations.NullMarked;
