/// Imports from the command line: packs files that belong together, uploads them, follows the job and prints a
/// summary; watches a folder; previews and reverts imports. The demo imports a sample.
@NullMarked
package dev.waymill.cli.imports;

import org.jspecify.annotations.NullMarked;
