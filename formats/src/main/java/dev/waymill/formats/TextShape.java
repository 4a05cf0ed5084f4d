package dev.waymill.formats;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.formats.receiver.IgcReader;
import dev.waymill.formats.receiver.NmeaReader;
import dev.waymill.formats.text.ColumnHemisphere;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Detects the format of a text that is neither XML nor JSON: a table or a log.
final class TextShape {
    private static final Pattern REC_LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ?\\s++\\S.*+", Pattern.DOTALL);
    private static final Pattern TABLE_BREAK = Pattern.compile("[,;\\t|]");
    /// A separator hint that spreadsheets write before the header row.
    private static final Pattern TABLE_NOTE = Pattern.compile("(?i)sep=.\\s*");
    /// Latitude and longitude in one cell.
    private static final Pattern PLACE = Pattern.compile(
            "(?i)-?\\d{1,3}\\.\\d{1,20}°?\\s?[NSEW]?[,; ]\\s?[NSEW]?\\s?-?\\d{1,3}\\.\\d|\\bPOINT ?[ZM]{0,2} ?\\(|\\bgeo:-?\\d");

    private static final Pattern JSON_FRAGMENT = Pattern.compile("[}\\],]\\s*[\"{\\]},]|\"[\\w.-]{1,60}\"\\s*:");
    /// The table that the history page of Home Assistant exports.
    private static final Pattern HOME_ASSISTANT = Pattern.compile("\"?entity_id\"?,\"?state\"?,\"?last_changed\"?.*");
    private static final Pattern PLT_ALTITUDE = Pattern.compile("(?i)altitude is in .*");

    private TextShape() {}

    /// @param text the beginning of the file, without leading white space
    static Format format(String text) throws UnreadableFileException {
        var lower = text.substring(0, Math.min(400, text.length())).toLowerCase(Locale.ROOT);
        if (lower.startsWith("you have encrypted timeline backups")) {
            throw Refusals.encryptedTimeline();
        }
        var first = text.lines()
                .filter(line -> !TABLE_NOTE.matcher(line).matches())
                .findFirst()
                .orElse("");
        if (REC_LINE.matcher(first).matches() && first.indexOf('{') > 0) {
            return Format.OWNTRACKS_REC;
        }
        if (isTable(first, text)) {
            return Format.CSV;
        }
        if (NmeaReader.isIn(text)) {
            return Format.NMEA;
        }
        if (IgcReader.isIn(text)) {
            return Format.IGC;
        }
        if (lower.startsWith("oziexplorer") && !lower.startsWith("oziexplorer track point")) {
            throw Refusals.oziExplorer();
        }
        if (lower.startsWith("oziexplorer") || isPlt(text)) {
            return Format.OZIEXPLORER;
        }
        throw refusal(first, text);
    }

    private static boolean isTable(String first, String text) {
        var columns = TABLE_BREAK.split(first);
        var known = Arrays.stream(columns)
                .flatMap(name -> Attribute.of(name).stream())
                .map(name -> name.attribute().kind())
                .collect(Collectors.toSet());
        boolean hasLatitude = known.contains(Attribute.LATITUDE)
                || Arrays.stream(columns)
                        .flatMap(name -> ColumnHemisphere.of(name).stream())
                        .anyMatch(name -> name.coordinate() == Attribute.LATITUDE);
        boolean hasPlaces = known.contains(Attribute.PLACE)
                && (known.contains(Attribute.TIME) || known.contains(Attribute.DATE))
                && PLACE.matcher(text.substring(first.length())).find();
        return columns.length > 1 && (hasLatitude || hasPlaces);
    }

    /// Other programs write another first line.
    private static boolean isPlt(String text) {
        return text.lines()
                .skip(2)
                .limit(1)
                .anyMatch(line -> PLT_ALTITUDE.matcher(line).matches());
    }

    private static UnreadableFileException refusal(String first, String text) {
        if (JSON_FRAGMENT.matcher(text).lookingAt()) {
            return Refusals.of("it is a part of a JSON file without its beginning; send the whole file");
        }
        if (first.indexOf('\0') >= 0) {
            return Refusals.of("it is a binary file of an unknown format, or text that is neither UTF-8 nor UTF-16");
        }
        if (HOME_ASSISTANT.matcher(first).matches()) {
            return Refusals.homeAssistantTable();
        }
        return TABLE_BREAK.matcher(first).find() ? Refusals.table() : Refusals.text();
    }
}
