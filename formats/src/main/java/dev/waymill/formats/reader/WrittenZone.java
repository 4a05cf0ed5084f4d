package dev.waymill.formats.reader;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// A zone or an offset while it is read: `Z`, `+02:00`, `-0330`, `UTC+2`, `CEST`, `Europe/Berlin` or
/// `[Europe/Berlin]`.
final class WrittenZone {
    private static final int MAX_HOURS = 18;

    private final TextCursor cursor;
    private @Nullable ZoneId zone;
    private boolean isUnclear;
    /// The last region and its name. A file has few, and looking one up is slow.
    private @Nullable ZoneId region;

    private String regionName = "";

    WrittenZone(TextCursor cursor) {
        this.cursor = cursor;
    }

    void clear() {
        zone = null;
        isUnclear = false;
    }

    boolean isSet() {
        return zone != null || isUnclear;
    }

    /// Whether the name of the zone has several meanings: `CST` is in China and in Chicago.
    boolean isUnclear() {
        return isUnclear;
    }

    /// Returns the zone; null if there is none or it is unclear.
    @Nullable
    ZoneId zone() {
        return zone;
    }

    /// Reads a sign, hours, and perhaps minutes and seconds.
    boolean offset() {
        char sign = cursor.peek();
        cursor.take(sign);
        long value = cursor.number();
        int digits = cursor.digits();
        if (value < 0 || digits > 6 || digits == 5) {
            return false;
        }
        long hours = digits <= 2 ? value : digits <= 4 ? value / 100 : value / 10_000;
        long minutes = digits <= 2 ? 0 : digits <= 4 ? value % 100 : value / 100 % 100;
        long seconds = digits == 6 ? value % 100 : 0;
        if (digits <= 2 && cursor.take(':')) {
            minutes = cursor.shortNumber();
            seconds = cursor.take(':') ? cursor.shortNumber() : 0;
        }
        if (hours > MAX_HOURS || !isSixtieth(minutes) || !isSixtieth(seconds)) {
            return false;
        }
        int total = (int) (hours * 3_600 + minutes * 60 + seconds);
        if (total > MAX_HOURS * 3_600) {
            return false;
        }
        return set(ZoneOffset.ofTotalSeconds(sign == '+' ? total : -total));
    }

    /// Sets the zone. Go writes it twice, as `+0200 CEST`.
    private boolean set(@Nullable ZoneId newZone) {
        boolean isNew = zone == null || zone.equals(newZone);
        zone = newZone;
        return newZone != null && isNew;
    }

    private static boolean isSixtieth(long value) {
        return value >= 0 && value < 60;
    }

    /// Reads `[Europe/Berlin]`. After an offset it adds nothing.
    boolean bracket() {
        cursor.take('[');
        var name = cursor.until(']');
        return !name.isEmpty() && (zone != null || region(name));
    }

    /// Reads a name.
    ///
    /// @param start where it begins
    boolean name(int start) {
        cursor.back(start);
        var word = cursor.word();
        if (cursor.peek() == '/') {
            cursor.back(start);
            return region(cursor.region());
        }
        boolean isUtc = word.equals("utc") || word.equals("gmt") || word.equals("ut");
        if (isUtc && "+-−".indexOf(cursor.peek()) >= 0 && cursor.isDigit(1)) {
            return offset();
        }
        if (word.equals("cst") || word.equals("ist")) {
            isUnclear = zone == null;
            return true;
        }
        return set(isUtc ? ZoneOffset.UTC : abbreviated(word));
    }

    private boolean region(String name) {
        if (!name.equals(regionName)) {
            region = lookedUp(name);
            regionName = name;
        }
        return set(region);
    }

    private static @Nullable ZoneId lookedUp(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException _) {
            return null;
        }
    }

    /// The abbreviations that programs write and that have one meaning, at least among those who write them.
    private static @Nullable ZoneId abbreviated(String word) {
        return switch (word) {
            case "z", "wet" -> ZoneOffset.UTC;
            case "west", "bst", "cet" -> ZoneOffset.ofHours(1);
            case "cest", "eet" -> ZoneOffset.ofHours(2);
            case "eest", "msk" -> ZoneOffset.ofHours(3);
            case "jst" -> ZoneOffset.ofHours(9);
            case "aest" -> ZoneOffset.ofHours(10);
            case "aedt" -> ZoneOffset.ofHours(11);
            case "nzst" -> ZoneOffset.ofHours(12);
            case "nzdt" -> ZoneOffset.ofHours(13);
            case "edt" -> ZoneOffset.ofHours(-4);
            case "est", "cdt" -> ZoneOffset.ofHours(-5);
            case "mdt" -> ZoneOffset.ofHours(-6);
            case "mst", "pdt" -> ZoneOffset.ofHours(-7);
            case "pst", "akdt" -> ZoneOffset.ofHours(-8);
            case "akst" -> ZoneOffset.ofHours(-9);
            case "hst" -> ZoneOffset.ofHours(-10);
            default -> null;
        };
    }
}
