/// Reads where and when a photo was taken: the Exif data of JPEG and HEIF (HEIC, AVIF). No pixel is decoded, and
/// the picture is not kept in memory: [JpegSegments] and [HeifBoxes] find the Exif data, at most a megabyte, and
/// [ExifTags] takes the few values that are needed from them.
///
/// A photo is one point. A photo without a place is a rejected point, so that an album with few places shows it.
@NullMarked
package dev.waymill.formats.photo;

import org.jspecify.annotations.NullMarked;
