/// Importing from the command line: upload, follow, sum up. The demo is an import of a sample.
@NullMarked
package dev.waymill.cli.imports;

import org.jspecify.annotations.NullMarked;
