/// Reads ZIP, TAR and GZIP as streams. Sizes, counts and header lengths are limited, names are never used as
/// paths, and damage is distinguished from a file of another format.
@NullMarked
package dev.waymill.formats.archive;

import org.jspecify.annotations.NullMarked;
