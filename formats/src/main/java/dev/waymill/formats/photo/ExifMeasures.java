package dev.waymill.formats.photo;

import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.GpsDirectory;
import dev.waymill.formats.point.Remark;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Unit;
import java.util.Locale;
import java.util.Optional;

/// What the receiver measured besides the place, and the camera's name. Where a letter is missing, the one that
/// Exif prescribes is used: km/h, and true north.
final class ExifMeasures {
    private final ExifTags tags;
    private final PointBuilder fix;

    private ExifMeasures(ExifTags tags, PointBuilder fix) {
        this.tags = tags;
        this.fix = fix;
    }

    static void set(ExifTags tags, PointBuilder fix) {
        var measures = new ExifMeasures(tags, fix);
        measures.elevation();
        measures.speed();
        measures.course();
        fix.accuracy((float) tags.gpsNumber(GpsDirectory.TAG_H_POSITIONING_ERROR));
        fix.device(measures.device());
    }

    /// 0 and 2 are above, 1 and 3 below the level of the sea or of the ellipsoid.
    private void elevation() {
        double metres = tags.gpsNumber(GpsDirectory.TAG_ALTITUDE);
        switch (tags.gpsText(GpsDirectory.TAG_ALTITUDE_REF)) {
            case "", "0", "2" -> fix.elevation((float) metres);
            case "1", "3" -> fix.elevation((float) (0 - metres));
            default -> dropUnless(Double.isNaN(metres));
        }
    }

    private void speed() {
        double speed = tags.gpsNumber(GpsDirectory.TAG_SPEED);
        var unit = Optional.ofNullable(
                switch (letter(GpsDirectory.TAG_SPEED_REF)) {
                    case "", "K" -> Unit.KILOMETRES_PER_HOUR;
                    case "M" -> Unit.MILES_PER_HOUR;
                    case "N" -> Unit.KNOTS;
                    default -> null;
                });
        unit.ifPresentOrElse(known -> Attribute.SPEED.set(fix, speed, known), () -> dropUnless(Double.isNaN(speed)));
    }

    /// The direction from magnetic north is not the course, and neither is the direction of the camera.
    private void course() {
        double degrees = tags.gpsNumber(GpsDirectory.TAG_TRACK);
        switch (letter(GpsDirectory.TAG_TRACK_REF)) {
            case "", "T" -> fix.course((float) degrees);
            default -> dropUnless(Double.isNaN(degrees));
        }
    }

    private void dropUnless(boolean isAbsent) {
        if (!isAbsent) {
            fix.remark(Remark.ATTRIBUTE_DROPPED);
        }
    }

    private String letter(int tag) {
        return tags.gpsText(tag).toUpperCase(Locale.ROOT);
    }

    /// The maker and the model, which often begins with the maker's name.
    private String device() {
        var make = tags.camera(ExifDirectoryBase.TAG_MAKE);
        var model = tags.camera(ExifDirectoryBase.TAG_MODEL);
        var first = make.split(" ", 2)[0];
        boolean isNamed = model.regionMatches(true, 0, first, 0, first.length());
        return isNamed && !model.isEmpty() ? model : (make + " " + model).strip();
    }
}
