/// Reads ZIP, TAR and GZIP as streams. Sizes, counts and lengths of headers are bounded, names are never used as
/// paths, and damage is told apart from a file of another format.
@NullMarked
package dev.waymill.formats.archive;

import org.jspecify.annotations.NullMarked;
