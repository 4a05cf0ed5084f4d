/// Location files of every kind, read as streams: one pass, memory bounded whatever the file, every point
/// accepted or rejected with a reason.
///
/// [LocationFile] is the door. It finds out what a file is ([Sniffer]), opens what it is packed in
/// ([Unpacking], [Archive]), and has it read by the reader of its [Format]. A reader throws only for a file
/// that is none of its kind, or that is damaged. None builds a tree, follows an external reference or expands
/// an entity.
@NullMarked
package dev.waymill.formats;

import org.jspecify.annotations.NullMarked;
