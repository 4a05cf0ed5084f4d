package dev.waymill.formats.receiver;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The columns behind the fixed ones of a fix, as the I record of the file defines them: `I023638FXA3940SIU`
/// says that columns 36 to 38 are the accuracy and 39 to 40 the number of satellites.
///
/// @param columns first column, from 0, and the one after the last, by name
record IgcExtensions(Map<String, int[]> columns) {
    static final IgcExtensions NONE = new IgcExtensions(Map.of());

    private static final Pattern COLUMN = Pattern.compile("(\\d\\d)(\\d\\d)([A-Z0-9]{3})");
    private static final int HEAD = "I02".length();

    static IgcExtensions of(String line) {
        var columns = new HashMap<String, int[]>();
        var column = COLUMN.matcher(line);
        for (int at = HEAD; at < line.length() && column.find(at) && column.start() == at; at = column.end()) {
            columns.put(
                    column.group(3),
                    new int[] {Integer.parseInt(column.group(1)) - 1, Integer.parseInt(column.group(2))});
        }
        return new IgcExtensions(columns);
    }

    /// Returns the digits of an extension; empty if the file or the line does not have it.
    String digits(String name, String line) {
        var column = columns.get(name);
        if (column == null || column[0] < 0 || column[0] >= column[1] || column[1] > line.length()) {
            return "";
        }
        var text = line.substring(column[0], column[1]);
        return text.chars().allMatch(c -> c >= '0' && c <= '9') ? text : "";
    }
}
