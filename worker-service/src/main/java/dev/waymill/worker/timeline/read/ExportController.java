package dev.waymill.worker.timeline.read;

import dev.waymill.events.rest.Point;
import dev.waymill.formats.point.TimelinePoint;
import dev.waymill.formats.write.FileType;
import dev.waymill.worker.timeline.Box;
import dev.waymill.worker.timeline.Range;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: all points of a time range as one file, for the gateway, which passes the owner of the
/// caller's key. It reads page by page, so that neither memory nor a transaction grows with the file; points
/// added or removed meanwhile may or may not be in it.
@RestController
class ExportController {
    private static final int PAGE = 10_000;

    private final PointStore points;

    ExportController(PointStore points) {
        this.points = points;
    }

    @GetMapping("/internal/points/export")
    void export(
            @RequestParam String owner,
            @RequestParam FileType format,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String bbox,
            @RequestParam(required = false) @Nullable String device,
            HttpServletResponse response)
            throws IOException {
        var range = Range.of(from, to);
        var box = Box.parse(bbox);
        response.setContentType(format.mediaType());
        var writer = format.writer(response.getOutputStream());
        writer.begin();
        var after = Cursor.parse(null);
        for (var page = points.page(owner, range, box, device, after, PAGE); !page.isEmpty(); ) {
            for (var point : page) {
                writer.point(asWritten(point));
            }
            after = Cursor.after(page.getLast());
            page = points.page(owner, range, box, device, after, PAGE);
        }
        writer.end();
    }

    private static TimelinePoint asWritten(Point point) {
        return new TimelinePoint(
                point.time().toEpochMilli(),
                (int) Math.round(point.lat() * 1e7),
                (int) Math.round(point.lon() * 1e7),
                number(point.elevation()),
                number(point.accuracy()),
                number(point.speed()),
                number(point.course()),
                number(point.battery()),
                point.device(),
                point.activity());
    }

    private static float number(@Nullable Float value) {
        return value == null ? Float.NaN : value;
    }
}
