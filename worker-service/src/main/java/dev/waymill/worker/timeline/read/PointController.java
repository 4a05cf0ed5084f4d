package dev.waymill.worker.timeline.read;

import dev.waymill.worker.timeline.read.PointStore.Point;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
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

    /// A page of points.
    ///
    /// @param next cursor of the next page; null on the last page
    record Page(List<Point> items, @Nullable String next) {}

    @GetMapping("/internal/points")
    Page page(
            @RequestParam String owner,
            @RequestParam(required = false) @Nullable Instant from,
            @RequestParam(required = false) @Nullable Instant to,
            @RequestParam(required = false) @Nullable String bbox,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "1000") int limit) {
        if (!(limit >= 1 && limit <= MAX_LIMIT)) {
            throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT);
        }
        var items = points.page(owner, Range.of(from, to), Box.parse(bbox), Cursor.parse(cursor), limit + 1);
        return items.size() <= limit
                ? new Page(items, null)
                : new Page(
                        items.subList(0, limit),
                        Cursor.after(items.get(limit - 1)).text());
    }

    @ExceptionHandler
    ProblemDetail invalid(Cursor.InvalidException e) {
        return problem("invalid-cursor", e);
    }

    @ExceptionHandler
    ProblemDetail invalid(IllegalArgumentException e) {
        return problem("invalid-parameter", e);
    }

    private static ProblemDetail problem(String code, Exception e) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
        problem.setProperty("code", code);
        return problem;
    }
}
