package dev.waymill.formats;

import dev.waymill.formats.binary.FitReader;
import dev.waymill.formats.geojson.GeoJsonReader;
import dev.waymill.formats.google.RecordsReader;
import dev.waymill.formats.google.SemanticReader;
import dev.waymill.formats.google.TimelineReader;
import dev.waymill.formats.json.GoogleFitReader;
import dev.waymill.formats.json.HomeAssistantReader;
import dev.waymill.formats.json.OwnTracksReader;
import dev.waymill.formats.json.PointsReader;
import dev.waymill.formats.json.StorylineReader;
import dev.waymill.formats.kml.KmlReader;
import dev.waymill.formats.photo.PhotoReader;
import dev.waymill.formats.reader.FormatReader;
import dev.waymill.formats.receiver.IgcReader;
import dev.waymill.formats.receiver.NmeaReader;
import dev.waymill.formats.text.CsvReader;
import dev.waymill.formats.text.PltReader;
import dev.waymill.formats.text.RecReader;
import dev.waymill.formats.xml.GpxReader;
import dev.waymill.formats.xml.TcxReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The formats that are read, and the containers that are opened. The codes are stable; clients name a format
/// by them.
public enum Format {
    GPX("gpx", GpxReader::read),
    KML("kml", KmlReader::read),
    TCX("tcx", TcxReader::read),
    FIT("fit", FitReader::read),
    GOOGLE_RECORDS("google-records", RecordsReader::read),
    GOOGLE_SEMANTIC("google-semantic", SemanticReader::read),
    GOOGLE_TIMELINE("google-timeline", TimelineReader::read),
    GOOGLE_TIMELINE_IOS("google-timeline-ios", TimelineReader::read),
    GEOJSON("geojson", GeoJsonReader::read),
    OVERLAND("overland", GeoJsonReader::read),
    OWNTRACKS("owntracks", OwnTracksReader::read),
    OWNTRACKS_REC("owntracks-rec", RecReader::read),
    HOME_ASSISTANT("home-assistant", HomeAssistantReader::read),
    GOOGLE_FIT("google-fit", GoogleFitReader::read),
    MOVES("moves", StorylineReader::read),
    ARC("arc", StorylineReader::read),
    POLARSTEPS("polarsteps", PointsReader::read),
    POINTS("points", PointsReader::read),
    CSV("csv", CsvReader::read),
    NMEA("nmea", NmeaReader::read),
    IGC("igc", IgcReader::read),
    OZIEXPLORER("oziexplorer", PltReader::read),
    PHOTO("photo", PhotoReader::read),
    ZIP("zip", null),
    TAR("tar", null),
    GZIP("gzip", null);

    private final String code;
    private final @Nullable FormatReader reader;

    Format(String code, @Nullable FormatReader reader) {
        this.code = code;
        this.reader = reader;
    }

    /// Returns the name in the API, e.g. `google-records`.
    public String code() {
        return code;
    }

    /// Returns the format's reader; empty for a container.
    Optional<FormatReader> reader() {
        return Optional.ofNullable(reader);
    }

    public static Optional<Format> of(String code) {
        return Arrays.stream(values())
                .filter(format -> format.code.equals(code))
                .findFirst();
    }

    /// Returns all codes, in declaration order.
    public static List<String> codes() {
        return Arrays.stream(values()).map(Format::code).toList();
    }
}
