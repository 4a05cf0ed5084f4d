package dev.waymill.formats.xml;

import org.jspecify.annotations.Nullable;

/// The elements of a GPX point that we read.
enum GpxField {
    TIME,
    ELEVATION,
    ACCURACY,
    HDOP,
    SPEED,
    COURSE,
    BATTERY,
    DEVICE,
    ACTIVITY;

    /// The field of that element, or null.
    ///
    /// @param directChild whether it stands in the point itself, not in an extension: only there `time` and
    ///     `ele` are the point's own
    static @Nullable GpxField of(String element, boolean directChild) {
        return switch (element) {
            case "time" -> directChild ? TIME : null;
            case "ele" -> directChild ? ELEVATION : null;
            case "accuracy" -> ACCURACY;
            case "hdop" -> HDOP;
            case "speed" -> SPEED;
            case "course" -> COURSE;
            case "battery" -> directChild ? null : BATTERY;
            case "device" -> directChild ? null : DEVICE;
            case "activity" -> directChild ? null : ACTIVITY;
            default -> null;
        };
    }
}
