package dev.waymill.formats.receiver;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// One sentence, e.g. `$GPRMC,120000,A,5230.0,N,01324.0,E,,,010126,,*2E`.
///
/// @param text as in the log, from `$`
/// @param type the last three letters of the address, e.g. `RMC`; empty if it has no talker and no type
/// @param fields the address first; without the checksum
record Sentence(String text, String type, List<String> fields) {
    /// No sentence that is read has more fields.
    private static final int MOST_FIELDS = 32;
    private static final int ADDRESS = 5;
    /// The types that are read, and how many fields they have at least, with the address. Old devices write
    /// fewer than the standard.
    private static final Map<String, Integer> FIELDS = Map.of("RMC", 10, "GGA", 7, "GLL", 5, "GNS", 7);

    private static final Set<String> WITHOUT_PLACE = Set.of("VTG", "ZDA");

    /// Splits a sentence, whatever its checksum.
    ///
    /// @param text begins with `$`
    static Sentence of(String text) {
        int star = text.indexOf('*');
        var body = text.substring(1, star < 0 ? text.length() : star).strip();
        int comma = body.indexOf(',');
        boolean isAddressed = comma == ADDRESS;
        return new Sentence(text, isAddressed ? body.substring(2, ADDRESS) : "", List.of(body.split(",", MOST_FIELDS)));
    }

    /// Whether the sentence says where the receiver is.
    boolean hasPlace() {
        return FIELDS.containsKey(type);
    }

    /// Whether a sentence of this type is read.
    boolean isRead() {
        return hasPlace() || WITHOUT_PLACE.contains(type);
    }

    /// Whether no part of the sentence is lost: the checksum is right or missing, and all fields are there.
    boolean isWhole() {
        int star = text.indexOf('*');
        return fields.size() >= FIELDS.getOrDefault(type, 0) && (star < 0 || checksum() == sumAfter(star));
    }

    private int checksum() {
        int sum = 0;
        for (int i = 1; text.charAt(i) != '*'; i++) {
            sum ^= text.charAt(i);
        }
        return sum;
    }

    private int sumAfter(int star) {
        if (text.length() < star + 3) {
            return -1;
        }
        int high = Character.digit(text.charAt(star + 1), 16);
        int low = Character.digit(text.charAt(star + 2), 16);
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    /// Returns the talker and the type, e.g. `GPRMC`.
    String address() {
        return fields.getFirst();
    }

    /// Returns a field, empty if it is missing.
    ///
    /// @param index from 1
    String field(int index) {
        return index < fields.size() ? fields.get(index).strip() : "";
    }

    /// Returns the field with the time of day.
    String clock() {
        return field(type.equals("GLL") ? 5 : 1);
    }
}
