package dev.waymill.formats.xml;

import org.jspecify.annotations.Nullable;

/// The elements of a GPX point that are read.
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

    /// Returns the field of an element; null if the element is not read.
    ///
    /// @param directChild whether the element is a direct child of the point, not in an extension: only there
    ///     do `time` and `ele` belong to the point
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
