package dev.waymill.formats.reader;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the uploader says about a column of a table: `speed` is in the column `SPEED`, in km/h.
///
/// @param column the name without the unit
/// @param unit null if the uploader gives none
public record ColumnHint(
        Attribute attribute, String column, @Nullable Unit unit) {
    /// The attributes that can be assigned to a column.
    public static final List<String> FIELDS = List.of(
            "latitude",
            "longitude",
            "position",
            "date",
            "time",
            "elevation",
            "accuracy",
            "speed",
            "course",
            "battery",
            "device",
            "activity");

    /// Parses a hint.
    ///
    /// @param field one of [#FIELDS]
    /// @param text the column's name, for a measure followed by its unit in brackets: `SPEED[km/h]`
    /// @throws IllegalArgumentException if the field or the unit is unknown; the message is for people
    public static ColumnHint of(String field, String text) {
        var attribute = Attribute.of(field)
                .map(Attribute.Spelling::attribute)
                .filter(_ -> FIELDS.contains(field))
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + field + "\" is not a column to import; known are " + String.join(", ", FIELDS)));
        var column = text.strip();
        int bracket = column.lastIndexOf('[');
        var quantity = attribute.quantity();
        if (quantity.isEmpty() || bracket <= 0 || !column.endsWith("]")) {
            return new ColumnHint(attribute, column, null);
        }
        var name = column.substring(bracket + 1, column.length() - 1);
        var unit = Unit.of(name)
                .filter(it -> it.quantity() == quantity.get())
                .orElseThrow(() -> new IllegalArgumentException("\"" + TextCleaner.cut(name, 40) + "\" is no unit of "
                        + field + "; known are " + Unit.namesOf(quantity.get())));
        return new ColumnHint(attribute, column.substring(0, bracket).strip(), unit);
    }
}
