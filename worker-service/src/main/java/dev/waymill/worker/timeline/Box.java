package dev.waymill.worker.timeline;

import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A box on the map, edges included, in 1e-7 degree, WGS 84. If west is greater than east, it crosses the
/// antimeridian.
public record Box(int westE7, int southE7, int eastE7, int northE7) {
    public static final Box WORLD = new Box(-1_800_000_000, -900_000_000, 1_800_000_000, 900_000_000);

    /// Parses `west,south,east,north` in degrees; the whole world if the text is absent.
    ///
    /// @throws IllegalArgumentException if the text has another form
    public static Box parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return WORLD;
        }
        var parts = text.split(",", -1);
        if (parts.length != 4) {
            throw refusal("bbox must be west,south,east,north in degrees");
        }
        var box = new Box(e7(parts[0], 180), e7(parts[1], 90), e7(parts[2], 180), e7(parts[3], 90));
        if (box.southE7 > box.northE7) {
            throw refusal("bbox: south is greater than north");
        }
        return box;
    }

    /// The box of these edges: west, south, east, north in degrees.
    public static Box of(List<Double> degrees) {
        var edges = degrees.stream().mapToInt(Box::e7).toArray();
        return new Box(edges[0], edges[1], edges[2], edges[3]);
    }

    private static int e7(double degrees) {
        return (int) Math.round(degrees * 1e7);
    }

    private static int e7(String text, int limit) {
        try {
            var degrees = new BigDecimal(text.strip());
            if (degrees.abs().compareTo(BigDecimal.valueOf(limit)) <= 0) {
                return degrees.movePointRight(7)
                        .setScale(0, RoundingMode.HALF_UP)
                        .intValueExact();
            }
        } catch (NumberFormatException _) {
            throw refusal("bbox: " + text.strip() + " is not a number");
        }
        throw refusal("bbox: " + text.strip() + " is beyond " + limit + " degrees");
    }

    private static RefusedException refusal(String detail) {
        return new RefusedException(Refusal.INVALID_PARAMETER, detail);
    }
}
