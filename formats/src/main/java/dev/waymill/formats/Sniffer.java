package dev.waymill.formats;

import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// Detects a file's format from its first bytes, whatever its name. For an unsupported file it says what it is
/// and, if known, what to send instead.
final class Sniffer {
    /// How many bytes of a file are examined.
    static final int HEAD_BYTES = 1 << 16;

    private static final Pattern REC_LINE =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ?\\s++\\S.*+", Pattern.DOTALL);
    private static final Pattern TABLE_BREAK = Pattern.compile("[,;\\t|]");
    /// A separator hint that spreadsheets write before the header row.
    private static final Pattern TABLE_NOTE = Pattern.compile("(?i)sep=.\\s*");

    private static final Pattern JSON_FRAGMENT = Pattern.compile("[}\\],]\\s*[\"{\\]},]|\"[\\w.-]{1,60}\"\\s*:");

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
        return switch (text.charAt(0)) {
            case '<' -> xml(text);
            case '{', '[' -> JsonShape.of(head).format();
            default -> lines(text);
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
            case "html" -> throw Refusals.html(text);
            case "plist" -> throw Refusals.of("it is a property list of macOS or iOS");
            case "svg" -> throw Refusals.of("it is a drawing (SVG)");
            case "osm" -> throw Refusals.of("it is map data of OpenStreetMap, not a track");
            default -> throw Refusals.of("it is XML, but its outermost element is <" + TextCleaner.cut(name, 40) + ">");
        };
    }

    private static Format lines(String text) throws UnreadableFileException {
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
        if (namesLatitude(first)) {
            return Format.CSV;
        }
        if (JSON_FRAGMENT.matcher(text).lookingAt()) {
            throw Refusals.of("it is a part of a JSON file without its beginning; send the whole file");
        }
        if (first.indexOf('\0') >= 0) {
            throw Refusals.of("it is a binary file of an unknown format, or text in an encoding other than UTF-8");
        }
        throw Refusals.of(
                TABLE_BREAK.matcher(first).find()
                        ? "it looks like a table, but no column in its first line is called latitude; name the format"
                                + " csv, and name the columns with the latitude, the longitude and the time"
                        : "it is text of an unknown format");
    }

    private static boolean namesLatitude(String line) {
        var columns = TABLE_BREAK.split(line);
        return columns.length > 1
                && Arrays.stream(columns)
                        .flatMap(name -> Attribute.of(name).stream())
                        .anyMatch(name -> name.attribute().kind() == Attribute.LATITUDE);
    }

    /// Decodes the head. UTF-16 is recognised by a byte order mark or by the zero byte beside the first
    /// character; everything else is read as UTF-8. The last character may be cut.
    private static String textOf(byte[] head) {
        int two = head.length < 2 ? 0 : (head[0] & 0xFF) << 8 | head[1] & 0xFF;
        Charset charset = switch (two) {
            case 0xFEFF, 0x003C, 0x007B, 0x005B -> StandardCharsets.UTF_16BE;
            case 0xFFFE, 0x3C00, 0x7B00, 0x5B00 -> StandardCharsets.UTF_16LE;
            default -> StandardCharsets.UTF_8;
        };
        var text = new String(head, charset);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
