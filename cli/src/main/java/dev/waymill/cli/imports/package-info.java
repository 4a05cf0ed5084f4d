/// Importing from the command line: pack what belongs together, upload, follow, sum up; watch a folder; look at
/// an import beforehand and take it out again. The demo is an import of a sample.
@NullMarked
package dev.waymill.cli.imports;

import org.jspecify.annotations.NullMarked;
