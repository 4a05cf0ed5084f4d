package dev.waymill.formats.geojson;

import java.util.Arrays;

/// Where the parts of a list end, e.g. the lines of a `MultiLineString` in the list of its vertices.
final class RingEnds {
    private int[] ends = new int[8];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /// A part ends there, unless it is empty.
    void end(int at) {
        if (at > start(count)) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = at;
        }
    }

    /// Where that part starts.
    int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /// Where that part ends.
    int endOf(int part) {
        return ends[part];
    }
}
