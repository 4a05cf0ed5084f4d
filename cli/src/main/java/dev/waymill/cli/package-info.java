/// The command line. `Main` holds the commands; `up` starts the services, `api` talks to them over HTTP like
/// anybody else. What it prints is for people, or JSON with `--json`; it exits with 0 only when what was asked
/// for worked.
@NullMarked
package dev.waymill.cli;

import org.jspecify.annotations.NullMarked;
