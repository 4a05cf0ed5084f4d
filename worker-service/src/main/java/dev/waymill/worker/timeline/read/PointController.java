package dev.waymill.worker.timeline.read;

import dev.waymill.events.rest.Page;
import dev.waymill.events.rest.Point;
import dev.waymill.events.rest.Refusal;
import dev.waymill.runtime.problem.RefusedException;
import dev.waymill.worker.timeline.Box;
import dev.waymill.worker.timeline.Range;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST: the timeline's points, for the gateway, which passes the owner of the caller's key.
@RestController
class PointController {
    private static final int MAX_LIMIT = 10_000;

    private final PointStore points;

    PointController(PointStore points) {
        this.points = points;
    }

    @GetMapping("/internal/points")
    Page<Point> page(
            @RequestParam String owner,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String bbox,
            @RequestParam(required = false) @Nullable String device,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "1000") int limit) {
        if (!(limit >= 1 && limit <= MAX_LIMIT)) {
            throw new RefusedException(Refusal.INVALID_PARAMETER, "limit must be 1 to " + MAX_LIMIT);
        }
        var items = points.page(owner, Range.of(from, to), Box.parse(bbox), device, Cursor.parse(cursor), limit + 1);
        return items.size() <= limit
                ? new Page<>(items, null)
                : new Page<>(
                        items.subList(0, limit),
                        Cursor.after(items.get(limit - 1)).text());
    }
}
