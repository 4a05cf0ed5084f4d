package dev.waymill.gateway.ingest;

import java.util.Locale;

/// The kind of client that sends points.
public enum Source {
    POINTS,
    OWNTRACKS,
    OVERLAND,
    GPSLOGGER,
    OSMAND,
    ULOGGER,
    PHONETRACK;

    /// The name in meters and logs.
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
