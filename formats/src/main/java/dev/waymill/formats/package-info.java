/// Location files of every kind, read as streams: one pass, bounded memory for any file size, every point
/// accepted or rejected with a reason.
///
/// [LocationFile] is the entry point. It detects the format ([Sniffer]), opens archives ([FileWalker],
/// [Archive]), and runs the reader of the [Format]. A reader throws only for a file of another format or a
/// damaged file. No reader builds a tree, follows an external reference or expands an entity.
///
/// The photos of an archive are read only if nothing else in it gives a point ([HeldPhotos]): beside tracks, they
/// are pictures of places, and perhaps of other people.
@NullMarked
package dev.waymill.formats;

import org.jspecify.annotations.NullMarked;
