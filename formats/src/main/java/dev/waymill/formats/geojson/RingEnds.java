package dev.waymill.formats.geojson;

import java.util.Arrays;

/// The end indexes of the parts of a list, e.g. of the lines of a `MultiLineString` in its list of vertices.
final class RingEnds {
    private int[] ends = new int[8];
    private int count;

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /// Ends a part at the given index. Empty parts are ignored.
    void end(int at) {
        if (at > start(count)) {
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            ends[count++] = at;
        }
    }

    /// Returns the first index of a part.
    int start(int part) {
        return part == 0 ? 0 : ends[part - 1];
    }

    /// Returns the index after the last one of a part.
    int endOf(int part) {
        return ends[part];
    }
}
