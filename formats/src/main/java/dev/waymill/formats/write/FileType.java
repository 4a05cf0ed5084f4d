package dev.waymill.formats.write;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;

/// The file types for exports. Each type is read back as the same points.
public enum FileType {
    GPX("gpx", "application/gpx+xml"),
    GEOJSON("geojson", "application/geo+json"),
    CSV("csv", "text/csv;charset=UTF-8");

    private final String code;
    private final String mediaType;

    FileType(String code, String mediaType) {
        this.code = code;
        this.mediaType = mediaType;
    }

    public static Optional<FileType> of(String code) {
        return Arrays.stream(values()).filter(type -> type.code.equals(code)).findFirst();
    }

    /// Returns the name in the API, which is also the file extension, e.g. `gpx`.
    public String code() {
        return code;
    }

    public String mediaType() {
        return mediaType;
    }

    /// Creates a writer.
    ///
    /// @param out not closed by the writer
    public PointWriter writer(OutputStream out) {
        return switch (this) {
            case GPX -> new GpxWriter(out);
            case GEOJSON -> new GeoJsonWriter(out);
            case CSV -> new CsvWriter(out);
        };
    }
}
