package dev.waymill.gateway.schedule;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A field of a cron expression: a list of values, names, ranges and steps.
enum CronField {
    SECOND("second", 0, 59, List.of()),
    MINUTE("minute", 0, 59, List.of()),
    HOUR("hour", 0, 23, List.of()),
    DAY_OF_MONTH("day of month", 1, 31, List.of()),
    MONTH("month", 1, 12, List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")),
    /// Sunday is 0 or 7.
    DAY_OF_WEEK("day of week", 0, 7, List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"));

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,4}");
    private static final int SUNDAY = 7;
    private static final int LONGEST_QUOTE = 20;

    private final String title;
    private final int min;
    private final int max;
    private final List<String> names;

    CronField(String title, int min, int max, List<String> names) {
        this.title = title;
        this.min = min;
        this.max = max;
        this.names = names;
    }

    /// Returns the values of the field; Sunday is 0.
    ///
    /// @throws IllegalArgumentException when the text is invalid
    BitSet parse(String text) {
        var values = new BitSet();
        for (var item : text.split(",", -1)) {
            add(item, values);
        }
        return values;
    }

    private void add(String item, BitSet values) {
        int slash = item.indexOf('/');
        var range = slash < 0 ? item : item.substring(0, slash);
        int step = slash < 0 ? 1 : step(item.substring(slash + 1));
        int dash = range.indexOf('-');
        int from;
        int to;
        if (range.equals("*")) {
            from = min;
            to = max;
        } else if (dash < 0) {
            from = value(range);
            to = slash < 0 ? from : max;
        } else {
            from = value(range.substring(0, dash));
            to = value(range.substring(dash + 1));
            // Sunday begins and ends a week.
            if (from > to && this == DAY_OF_WEEK && from == SUNDAY) {
                from = 0;
            } else if (from > to && this == DAY_OF_WEEK && to == 0) {
                to = SUNDAY;
            }
        }
        if (from > to) {
            throw invalid("the range \"" + quoted(range) + "\" ends before it begins");
        }
        for (int value = from; value <= to; value += step) {
            values.set(this == DAY_OF_WEEK && value == SUNDAY ? 0 : value);
        }
    }

    private int step(String text) {
        int step = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (step == 0) {
            throw invalid("the step \"" + quoted(text) + "\" is not a number from 1");
        }
        return step;
    }

    /// Returns the value of a number or a name.
    ///
    /// @throws IllegalArgumentException when it is not a value of this field
    int value(String text) {
        int name = names.indexOf(text.toUpperCase(Locale.ROOT));
        if (name >= 0) {
            return this == MONTH ? name + 1 : name;
        }
        int value = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
        if (!(value >= min && value <= max)) {
            throw invalid("\"" + quoted(text) + "\" is not " + (names.isEmpty() ? "" : "a name or ") + "a number from "
                    + min + " to " + max);
        }
        return value;
    }

    IllegalArgumentException invalid(String problem) {
        return new IllegalArgumentException("In the field \"" + title + "\", " + problem + ".");
    }

    private static String quoted(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…";
    }
}
