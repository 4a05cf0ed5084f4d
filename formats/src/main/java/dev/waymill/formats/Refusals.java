package dev.waymill.formats;

import dev.waymill.formats.reader.UnreadableFileException;
import java.util.Locale;

/// Files often sent by mistake, and what to send instead.
final class Refusals {
    private static final String CODE = "unrecognised-format";
    private static final String PHONE_EXPORT =
            "Google keeps the Timeline on the phone now: on Android export it in Settings → Location → Location Services"
                    + " → Timeline, on an iPhone in Google Maps → Your Timeline → … → Location and privacy settings.";

    private Refusals() {}

    static UnreadableFileException of(String what) {
        return UnreadableFileException.wrong(CODE, "The file is not location history: " + what);
    }

    /// @param kind see [UnreadableFileException#media]
    static UnreadableFileException media(String kind) {
        return UnreadableFileException.media(
                CODE,
                kind,
                "The file is not location history: "
                        + switch (kind) {
                            case "photo" -> "it is a photo";
                            case "image" -> "it is an image";
                            case "video" -> "it is a video";
                            default -> "it is a sound recording";
                        });
    }

    static UnreadableFileException photoBesideTracks() {
        return of("it is a photo with a place, but the archive has tracks, which are read instead; send the photos"
                + " in an archive of their own. ?format=photo reads them instead of the tracks");
    }

    static UnreadableFileException html(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("archive contents") || lower.contains("archive_browser") || lower.contains("takeout")) {
            return of("it is the index of a Google Takeout; send the whole archive, or the Records.json in it");
        }
        if (lower.contains("my activity")) {
            return myActivity();
        }
        return of("it is an HTML page, perhaps an error page of the server that should have sent the file");
    }

    static UnreadableFileException timelineEdits() {
        return of("it contains only corrections of a Timeline (Timeline Edits); send Records.json or the phone's own"
                + " export instead. " + PHONE_EXPORT);
    }

    static UnreadableFileException settings() {
        return of("it contains location history settings, no points; send Records.json or the phone's own export"
                + " instead. " + PHONE_EXPORT);
    }

    static UnreadableFileException encryptedTimeline() {
        return of("it contains only the note that the Timeline is encrypted. " + PHONE_EXPORT);
    }

    static UnreadableFileException encryptedOwnTracks() {
        return of("its messages are encrypted by OwnTracks; export them from the recorder, which has the key");
    }

    static UnreadableFileException myActivity() {
        return of(
                "it is Google's My Activity, a list of searches and other activity; send the Location History instead");
    }

    static UnreadableFileException savedPlaces() {
        return of("it is a list of places saved or reviewed in Google Maps, not of visited places;"
                + " send Records.json or the phone's own export instead, or import the places at the times when they were"
                + " saved, with format=geojson and waypoints=keep. " + PHONE_EXPORT);
    }

    static UnreadableFileException appleHealth() {
        return of("it is the main file of Apple Health, which has no places; the routes of workouts are GPX files in"
                + " the folder workout-routes of the same export");
    }

    static UnreadableFileException homeAssistantTable() {
        return of("it is a table of states from Home Assistant, which has no places; send the JSON of its API,"
                + " /api/history/period, with the attributes");
    }

    static UnreadableFileException oziExplorer() {
        return of("it is a list of waypoints or a route of OziExplorer: places that were planned or saved, without"
                + " times; send the track file (.plt)");
    }

    static UnreadableFileException table() {
        return of("it looks like a table, but no column in its first line is called latitude, and none called position"
                + " or the like holds a latitude and a longitude; send it with ?format=csv and the columns to"
                + " read, e.g. ?columns=latitude:Breite,longitude:Länge,time:Zeit, or ?columns=position:Ort,time:Zeit if one"
                + " column holds both coordinates");
    }

    static UnreadableFileException text() {
        return of("it is text of an unknown format; it was searched for the column names of a table, and for the lines"
                + " of NMEA 0183 ($GPRMC, $GPGGA), IGC, OziExplorer and the OwnTracks Recorder");
    }

    static UnreadableFileException nothing() {
        return UnreadableFileException.wrong("empty-file", "The file contains only an empty JSON value");
    }
}
