/// The command line. `Main` lists the commands; `up` starts the services, `api` calls them over HTTP as any
/// client does. Output is for people, or JSON with `--json`. The exit code is 0 only on success.
@NullMarked
package dev.waymill.cli;

import org.jspecify.annotations.NullMarked;
