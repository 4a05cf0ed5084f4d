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
    GPX(
            "gpx",
            GpxReader::read,
            new FormatDescription(
                    "GPX 1.0 and 1.1",
                    "the element `gpx`",
                    "track and route points, and [waypoints](#waypoints) that are fixes; elevation; "
                            + "accuracy, speed, course and battery of 1.0 and of any extension; device, "
                            + "activity",
                    FormatDescription.UTC)),
    KML(
            "kml",
            KmlReader::read,
            new FormatDescription(
                    "KML 2.x with Google's extensions",
                    "the element `kml`",
                    "points, lines and `gx:Track`s; elevation; visits and movements of old Timeline exports",
                    FormatDescription.UTC)),
    TCX(
            "tcx",
            TcxReader::read,
            new FormatDescription(
                    "Garmin Training Center",
                    "the element `TrainingCenterDatabase`",
                    "activities and courses; elevation, speed, sport",
                    FormatDescription.UTC)),
    FIT(
            "fit",
            FitReader::read,
            new FormatDescription(
                    "Garmin's FIT, also several files in sequence",
                    "`.FIT` as the ninth to twelfth byte",
                    "records with a position; elevation, accuracy, speed, sport; other bytes after a "
                            + "complete file are ignored",
                    "UTC; before the clock was set, computed from the first set time")),
    GOOGLE_RECORDS(
            "google-records",
            RecordsReader::read,
            new FormatDescription(
                    "Google Takeout, `Records.json` and `Location History.json`",
                    "`locations` with `latitudeE7`",
                    "every record; elevation, accuracy, speed, course, device, most likely activity",
                    FormatDescription.ZONE)),
    GOOGLE_SEMANTIC(
            "google-semantic",
            SemanticReader::read,
            new FormatDescription(
                    "Google Takeout, `Semantic Location History`",
                    "`timelineObjects`",
                    "start and end of every segment and visit, the raw path, waypoints and stops; "
                            + "accuracy, device; visits and movements",
                    "between two times, by distance")),
    GOOGLE_TIMELINE(
            "google-timeline",
            TimelineReader::read,
            new FormatDescription(
                    "Timeline export of an Android phone",
                    "`semanticSegments`, `rawSignals` or `userLocationProfile`",
                    "path points, raw signals, start and end of visits and activities; elevation, "
                            + "accuracy, speed; visits and movements",
                    FormatDescription.ZONE)),
    GOOGLE_TIMELINE_IOS(
            "google-timeline-ios",
            TimelineReader::read,
            new FormatDescription(
                    "Timeline export of an iPhone",
                    "a list with `visit`, `activity`, `timelinePath` or `timelineMemory`",
                    "the same",
                    "of a path, minutes from its start")),
    GEOJSON(
            "geojson",
            GeoJsonReader::read,
            new FormatDescription(
                    "GeoJSON (RFC 7946), also one feature per line",
                    "GeoJSON's `type`, or `features`, `geometry`, `coordinates`",
                    "all geometries; elevation of the third ordinate; [any "
                            + "attribute](#names-of-attributes) in `properties`",
                    "any name of a time in `properties`, `coordTimes`, or the fourth ordinate; in a "
                            + "line between two times, by distance")),
    OVERLAND(
            "overland",
            GeoJsonReader::read,
            new FormatDescription(
                    "Overland batches",
                    "`locations` with `geometry` or `properties`",
                    "like GeoJSON, with battery, device and motion",
                    FormatDescription.ZONE)),
    OWNTRACKS(
            "owntracks",
            OwnTracksReader::read,
            new FormatDescription(
                    "OwnTracks messages: one, a list, one per line, or a response of the Recorder",
                    "OwnTracks' `_type`, or `tst`",
                    "locations and transitions; elevation, accuracy, speed, course, battery, device, motion",
                    "seconds from 1970")),
    OWNTRACKS_REC(
            "owntracks-rec",
            RecReader::read,
            new FormatDescription(
                    "the Recorder's `.rec` files",
                    "lines of a time, a type and JSON",
                    "the same",
                    "seconds from 1970")),
    HOME_ASSISTANT(
            "home-assistant",
            HomeAssistantReader::read,
            new FormatDescription(
                    "the history of Home Assistant: JSON of `/api/history/period` or `/api/states`",
                    "a list with `entity_id`",
                    "states of `person` and `device_tracker` entities that have a place; elevation, "
                            + "accuracy, speed, course, battery, device. With `minimal_response` or "
                            + "`no_attributes` the places are lost, and the history page's own table has none",
                    "`last_updated`")),
    GOOGLE_FIT(
            "google-fit",
            GoogleFitReader::read,
            new FormatDescription(
                    "Google Fit's location samples, from a Takeout or its API",
                    "`Data Points`, `Data Source` or `dataSourceId`",
                    "every `com.google.location.sample`; elevation, accuracy; data of other types " + "have no places",
                    "nanoseconds from 1970")),
    MOVES(
            "moves",
            StorylineReader::read,
            new FormatDescription(
                    "exports of Moves (storyline)",
                    "a list with `segments` and `date`",
                    "track points, start and end of stays; visits and movements",
                    FormatDescription.ZONE)),
    ARC(
            "arc",
            StorylineReader::read,
            new FormatDescription(
                    "exports of Arc",
                    "`timelineItems`",
                    "samples, start and end of stays; visits and movements",
                    FormatDescription.ZONE)),
    POLARSTEPS(
            "polarsteps",
            PointsReader::read,
            new FormatDescription(
                    "exports of Polarsteps",
                    "`all_steps`, `arrived` or `departed`, or `locations` with `lat`",
                    "locations, and both ends of segments",
                    FormatDescription.ZONE)),
    POINTS(
            "points",
            PointsReader::read,
            new FormatDescription(
                    "JSON points as in our API, a list or one per line; also Traccar's positions, the shapes of apps"
                            + " with Transistor's library, and Samsung Health's exercises",
                    "a list or objects with any name of a latitude",
                    "[any attribute](#names-of-attributes), and a device beside a list of points",
                    FormatDescription.ZONE)),
    CSV(
            "csv",
            CsvReader::read,
            new FormatDescription(
                    "tables with a header line, separated by `,` `;` tab or `|`",
                    "a name of the latitude, or of both coordinates, in the first line",
                    "columns found by name, or by "
                            + "`?columns=latitude:Breite,longitude:Länge,date:Datum,time:Uhrzeit`; also [both "
                            + "coordinates in one column](#both-coordinates-in-one-column), FlightRadar24's "
                            + "tables and GPSBabel's `unicsv`; see [Tables](#tables)",
                    FormatDescription.ZONE)),
    NMEA(
            "nmea",
            NmeaReader::read,
            new FormatDescription(
                    "logs of NMEA 0183, of any talker",
                    "lines of `$` and five letters",
                    "[fixes](#nmea-0183) of RMC, GGA, GLL and GNS; elevation, speed, course; accuracy "
                            + "by the dilution of precision",
                    "UTC, with the date of RMC or ZDA")),
    IGC(
            "igc",
            IgcReader::read,
            new FormatDescription(
                    "files of flight recorders",
                    "a date in an H record, or a B record",
                    "B records, with the GPS altitude, or the altitude by pressure if a fix has none "
                            + "(`V`); accuracy, speed, course and further digits, if the I record defines them; "
                            + "the recorder as device. A datum other than WGS 84 is refused (`unknown-datum`)",
                    "UTC, with the date of the H record")),
    OZIEXPLORER(
            "oziexplorer",
            PltReader::read,
            new FormatDescription(
                    "OziExplorer's track files (`.plt`), also GeoLife's",
                    "its first line, or `Altitude is in` in the third",
                    "every point; elevation. A datum other than WGS 84 is refused (`unknown-datum`)",
                    "the day number, which has no zone: that of `?zone`, or UTC with a remark")),
    PHOTO(
            "photo",
            PhotoReader::read,
            new FormatDescription(
                    "[photos](#photos) with Exif data: JPEG, HEIC and other HEIF, AVIF",
                    "the first bytes",
                    "one point each; elevation, accuracy, speed and course of the receiver; the " + "camera as device",
                    "the receiver's, in UTC; or the camera's with its offset or `?zone`")),
    ZIP(
            "zip",
            null,
            new FormatDescription(
                    "archives of any of these, and KMZ", "the first bytes", "see [Archives](#archives)", "")),
    TAR("tar", null, new FormatDescription("archives of any of these", "`ustar` in the header", "the same", "")),
    GZIP("gzip", null, new FormatDescription("a compressed file", "the first bytes", "what is in it, also a TAR", ""));

    private final String code;
    private final @Nullable FormatReader reader;
    private final FormatDescription description;

    Format(String code, @Nullable FormatReader reader, FormatDescription description) {
        this.code = code;
        this.reader = reader;
        this.description = description;
    }

    /// Returns the name in the API, e.g. `google-records`.
    public String code() {
        return code;
    }

    /// Returns the format's reader; empty for a container.
    Optional<FormatReader> reader() {
        return Optional.ofNullable(reader);
    }

    FormatDescription description() {
        return description;
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
