package dev.waymill.gateway.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.waymill.formats.point.TimelinePoint;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// Writes points as a file of the format `points`: one JSON object per line, exact to 1e-7 degree and a
/// millisecond.
final class PointLines {
    private static final int E7_PLACES = 7;
    /// Longer than an ordinary line.
    private static final int LINE_BYTES = 200;

    private static final ObjectWriter LINES = JsonMapper.builder()
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writerFor(Line.class);

    private PointLines() {}

    /// A point with the field names of the timeline. Unknown values are left out.
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(
            Instant time,
            BigDecimal lat,
            BigDecimal lon,
            @Nullable Float elevation,
            @Nullable Float accuracy,
            @Nullable Float speed,
            @Nullable Float course,
            @Nullable Float battery,
            @Nullable String device,
            @Nullable String activity) {
        static Line of(TimelinePoint point) {
            return new Line(
                    Instant.ofEpochMilli(point.epochMillis()),
                    BigDecimal.valueOf(point.latitudeE7(), E7_PLACES),
                    BigDecimal.valueOf(point.longitudeE7(), E7_PLACES),
                    known(point.elevation()),
                    known(point.accuracy()),
                    known(point.speed()),
                    known(point.course()),
                    known(point.battery()),
                    point.device(),
                    point.activity());
        }

        private static @Nullable Float known(float value) {
            return Float.isNaN(value) ? null : value;
        }
    }

    static byte[] of(List<TimelinePoint> points) {
        var bytes = new ByteArrayOutputStream(points.size() * LINE_BYTES);
        for (var point : points) {
            bytes.writeBytes(LINES.writeValueAsBytes(Line.of(point)));
            bytes.write('\n');
        }
        return bytes.toByteArray();
    }
}
