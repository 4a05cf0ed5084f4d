package dev.waymill.formats.photo;

/// The Exif data of a photo: a TIFF file without pictures.
///
/// @param offset where the data begin in the photo
/// @param tiff not copied
@SuppressWarnings("ArrayRecordComponent")
record ExifBlock(long offset, byte[] tiff) {}
