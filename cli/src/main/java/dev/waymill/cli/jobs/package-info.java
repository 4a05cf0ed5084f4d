/// Lists, shows and controls jobs from the command line.
@NullMarked
package dev.waymill.cli.jobs;

import org.jspecify.annotations.NullMarked;
