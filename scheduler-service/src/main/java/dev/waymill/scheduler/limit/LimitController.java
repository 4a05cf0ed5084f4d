package dev.waymill.scheduler.limit;

import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.limit.Limit.Key;
import dev.waymill.scheduler.limit.Limit.Rate;
import dev.waymill.scheduler.limit.Limit.Scope;
import dev.waymill.scheduler.limit.Limits.LimitUsage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Internal REST about limits. The gateway lets only those in who may set them.
@RestController
@RequestMapping("/internal/limits")
class LimitController {
    private final Limits limits;
    private final Loop dispatch;

    LimitController(Limits limits, Loop dispatchLoop) {
        this.limits = limits;
        this.dispatch = dispatchLoop;
    }

    record RateBody(int tasks, Duration per) {
        RateBody {
            if (tasks < 1 || per.toMillis() < 1) {
                throw new IllegalArgumentException("A rate must have at least 1 task and at least 1 ms");
            }
        }
    }

    record Body(
            @Nullable Integer atOnce,
            @Nullable RateBody rate,
            @Nullable Boolean paused) {
        Body {
            if (atOnce != null && atOnce < 0) {
                throw new IllegalArgumentException("atOnce must be 0 or more");
            }
        }
    }

    /// @param scope `type` or `owner`
    /// @param waiting tasks it keeps back, counted up to ten thousand
    record View(
            String scope,
            String name,
            @Nullable Integer atOnce,
            @Nullable RateBody rate,
            boolean paused,
            long waiting) {
        static View of(LimitUsage shown) {
            var limit = shown.limit();
            var rate = limit.rate();
            return new View(
                    limit.key().scope().wireName(),
                    limit.key().name(),
                    limit.atOnce(),
                    rate == null ? null : new RateBody(rate.tasks(), rate.per()),
                    limit.paused(),
                    shown.waiting());
        }
    }

    /// @param next for pages to come; null, since all fit into one
    record Views(List<View> items, @Nullable String next) {}

    @GetMapping
    Views list() {
        return new Views(limits.list().stream().map(View::of).toList(), null);
    }

    @PostMapping("/{scope}/{name}")
    View set(@PathVariable String scope, @PathVariable String name, @RequestBody Body body) {
        var rate = body.rate();
        var key = new Key(Scope.ofWireName(scope), name);
        limits.set(new Limit(
                key,
                body.atOnce(),
                rate == null ? null : new Rate(rate.tasks(), rate.per()),
                Boolean.TRUE.equals(body.paused())));
        return changed(key);
    }

    @DeleteMapping("/{scope}/{name}")
    View remove(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.set(new Limit(key, null, null, false));
        return changed(key);
    }

    @PostMapping("/{scope}/{name}/pause")
    View pause(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.pause(key, true);
        return changed(key);
    }

    @PostMapping("/{scope}/{name}/resume")
    View resume(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.pause(key, false);
        return changed(key);
    }

    /// What limits nothing is not kept, and shown as such.
    private View changed(Key key) {
        dispatch.wake();
        return View.of(limits.find(key).orElse(new LimitUsage(new Limit(key, null, null, false), 0)));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> makesNoSense(IllegalArgumentException e) {
        var problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, String.valueOf(e.getMessage()));
        problem.setProperty("code", "invalid-limit");
        return ResponseEntity.of(problem).build();
    }
}
