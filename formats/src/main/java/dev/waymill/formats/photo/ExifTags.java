package dev.waymill.formats.photo;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.lang.RandomAccessReader;
import com.drew.lang.Rational;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifSubIFDDirectory;
import com.drew.metadata.exif.GpsDirectory;
import com.drew.metadata.tiff.DirectoryTiffHandler;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The values of a photo's Exif data that say where and when it was taken, and by what. The library visits the
/// three directories that have them, each once, and keeps only short values: other tags could point to the same
/// bytes thousands of times.
final class ExifTags extends DirectoryTiffHandler {
    /// No value that is needed is longer.
    private static final int LONGEST = 256;

    private static final int TIFF = 42;
    private static final Set<Integer> OF_PHOTO = Set.of(
            ExifDirectoryBase.TAG_MAKE,
            ExifDirectoryBase.TAG_MODEL,
            ExifDirectoryBase.TAG_DATETIME_ORIGINAL,
            ExifDirectoryBase.TAG_SUBSECOND_TIME_ORIGINAL,
            ExifDirectoryBase.TAG_TIME_ZONE_ORIGINAL);

    private final Set<Integer> entered = new HashSet<>();
    private boolean isDamaged;

    private ExifTags() {
        super(new Metadata(), null);
    }

    /// Reads the tags.
    static ExifTags of(ExifBlock block) throws UnreadableFileException {
        var tags = new ExifTags();
        try {
            new TiffReader().processTiff(new ByteArrayReader(block.tiff()), tags, 0);
        } catch (TiffProcessingException | IOException | RuntimeException _) {
            // The library does not check every offset. It reads from memory only, so the photo is the cause.
            tags.isDamaged = true;
        }
        if (tags.isDamaged && !tags.has(GpsDirectory.TAG_LATITUDE)) {
            throw UnreadableFileException.damaged(
                    "malformed-photo", "The Exif data of the photo, from byte " + block.offset() + ", are damaged");
        }
        return tags;
    }

    private boolean has(int gpsTag) {
        var gps = directory(GpsDirectory.class);
        return gps != null && gps.containsTag(gpsTag);
    }

    /// Returns one or more numbers of the receiver; none if there are none.
    Rational[] gps(int tag) {
        var gps = directory(GpsDirectory.class);
        if (gps == null) {
            return new Rational[0];
        }
        var several = gps.getRationalArray(tag);
        var one = gps.getRational(tag);
        return several != null ? several : one == null ? new Rational[0] : new Rational[] {one};
    }

    /// Returns a number of the receiver; NaN if it is missing or unknown.
    double gpsNumber(int tag) {
        var numbers = gps(tag);
        return numbers.length == 1 ? value(numbers[0]) : Double.NaN;
    }

    /// Returns a fraction as a number; NaN if it has zero parts.
    static double value(Rational fraction) {
        return fraction.getDenominator() == 0
                ? Double.NaN
                : (double) fraction.getNumerator() / fraction.getDenominator();
    }

    /// Returns a text of the receiver; empty if there is none.
    String gpsText(int tag) {
        return text(directory(GpsDirectory.class), tag);
    }

    /// Returns a text about the camera; empty if there is none.
    String camera(int tag) {
        return text(directory(ExifIFD0Directory.class), tag);
    }

    /// Returns a text about the photo; empty if there is none.
    String photo(int tag) {
        return text(directory(ExifSubIFDDirectory.class), tag);
    }

    private <T extends Directory> @Nullable T directory(Class<T> type) {
        return _metadata.getFirstDirectoryOfType(type);
    }

    private static String text(@Nullable Directory directory, int tag) {
        var text = directory == null ? null : directory.getString(tag);
        return text == null ? "" : text.replace('\0', ' ').strip();
    }

    @Override
    public void setTiffMarker(int marker) throws TiffProcessingException {
        if (marker != TIFF) {
            throw new TiffProcessingException("Not TIFF");
        }
        pushDirectory(ExifIFD0Directory.class);
    }

    @Override
    public boolean tryEnterSubIfd(int tag) {
        boolean isFirst =
                (tag == ExifIFD0Directory.TAG_EXIF_SUB_IFD_OFFSET || tag == ExifIFD0Directory.TAG_GPS_INFO_OFFSET)
                        && _currentDirectory instanceof ExifIFD0Directory
                        && entered.add(tag);
        if (isFirst) {
            pushDirectory(
                    tag == ExifIFD0Directory.TAG_GPS_INFO_OFFSET ? GpsDirectory.class : ExifSubIFDDirectory.class);
        }
        return isFirst;
    }

    /// The directory that follows the first one describes the thumbnail.
    @Override
    public boolean hasFollowerIfd() {
        return false;
    }

    @Override
    public @Nullable Long tryCustomProcessFormat(int tag, int format, long count) {
        return null;
    }

    /// @return whether the tag is done with, so that the library does not read its value
    @Override
    public boolean customProcessTag(
            int at, Set<Integer> visited, int start, RandomAccessReader reader, int tag, int bytes) {
        return bytes > LONGEST || !(_currentDirectory instanceof GpsDirectory || OF_PHOTO.contains(tag));
    }

    @Override
    public void warn(String message) {
        // The message would be kept.
    }

    /// Many programs damage the data of the camera's maker, which are not needed.
    @Override
    public void error(String message) {
        isDamaged |= !(_currentDirectory instanceof ExifSubIFDDirectory);
    }
}
