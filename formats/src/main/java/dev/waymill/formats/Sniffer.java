package dev.waymill.formats;

import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.formats.text.TextStart;
import java.util.Locale;
import java.util.regex.Pattern;

/// Detects a file's format from its first bytes, whatever its name. For an unsupported file it says what it is
/// and, if known, what to send instead.
final class Sniffer {
    /// How many bytes of a file are examined.
    static final int HEAD_BYTES = 1 << 16;

    /// A quote before the sentence would make it a value in JSON.
    private static final Pattern NMEA_LINE = Pattern.compile("[^\"$\\r\\n]{0,100}+\\$[A-Z]{5},");

    private Sniffer() {}

    /// @param head the file's first [#HEAD_BYTES] bytes, or all bytes of a shorter file
    /// @throws UnreadableFileException if the format is not supported
    static Format sniff(byte[] head) throws UnreadableFileException {
        if (head.length == 0) {
            throw UnreadableFileException.wrong("empty-file", "The file is empty");
        }
        var binary = MagicBytes.of(head);
        if (binary != null) {
            return binary;
        }
        if (isZero(head)) {
            throw Refusals.of("it contains only zero bytes; it was damaged when it was written or copied");
        }
        var text = textOf(head).stripLeading();
        if (text.isEmpty()) {
            throw UnreadableFileException.wrong("empty-file", "The file contains only white space");
        }
        if (isLog(text)) {
            return Format.NMEA;
        }
        return switch (text.charAt(0)) {
            case '<' -> xml(text);
            case '{', '[' -> new JsonKind(JsonShape.of(head)).format();
            default -> TextShape.format(text);
        };
    }

    private static boolean isZero(byte[] head) {
        for (byte each : head) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    private static Format xml(String text) throws UnreadableFileException {
        var name = XmlRoot.of(text);
        if (name == null) {
            throw Refusals.of("it begins like XML but is not XML");
        }
        return switch (name.substring(name.indexOf(':') + 1).toLowerCase(Locale.ROOT)) {
            case "gpx" -> Format.GPX;
            case "kml" -> Format.KML;
            case "trainingcenterdatabase" -> Format.TCX;
            case "healthdata" -> throw Refusals.appleHealth();
            case "html" -> throw Refusals.html(text);
            case "plist" -> throw Refusals.of("it is a property list of macOS or iOS");
            case "svg" -> throw Refusals.of("it is a drawing (SVG)");
            case "osm" -> throw Refusals.of("it is map data of OpenStreetMap, not a track");
            default -> throw Refusals.of("it is XML, but its outermost element is <" + TextCleaner.cut(name, 40) + ">");
        };
    }

    /// Whether a log begins with a sentence of NMEA 0183, e.g. after a time in brackets.
    private static boolean isLog(String text) {
        return NMEA_LINE.matcher(text).lookingAt();
    }

    private static String textOf(byte[] head) {
        var text = new String(head, TextStart.charset(head));
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
