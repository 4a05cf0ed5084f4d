package dev.waymill.scheduler.limit;

import dev.waymill.events.rest.DispatchLimit;
import dev.waymill.events.rest.Page;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.scheduler.limit.Limit.Key;
import dev.waymill.scheduler.limit.Limit.Rate;
import dev.waymill.scheduler.limit.Limit.Scope;
import dev.waymill.scheduler.limit.Limits.LimitUsage;
import org.springframework.web.bind.annotation.DeleteMapping;
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

    /// All fit into one page.
    @GetMapping
    Page<DispatchLimit> list() {
        return new Page<>(limits.list().stream().map(LimitController::shown).toList(), null);
    }

    @PostMapping("/{scope}/{name}")
    DispatchLimit set(@PathVariable String scope, @PathVariable String name, @RequestBody DispatchLimit.Change change) {
        var rate = change.rate();
        var key = new Key(Scope.ofWireName(scope), name);
        limits.set(new Limit(
                key,
                change.atOnce(),
                rate == null ? null : new Rate(rate.tasks(), rate.per()),
                Boolean.TRUE.equals(change.paused())));
        return changed(key);
    }

    @DeleteMapping("/{scope}/{name}")
    DispatchLimit remove(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.set(new Limit(key, null, null, false));
        return changed(key);
    }

    @PostMapping("/{scope}/{name}/pause")
    DispatchLimit pause(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.pause(key, true);
        return changed(key);
    }

    @PostMapping("/{scope}/{name}/resume")
    DispatchLimit resume(@PathVariable String scope, @PathVariable String name) {
        var key = new Key(Scope.ofWireName(scope), name);
        limits.pause(key, false);
        return changed(key);
    }

    /// A limit without any restriction is not stored; it is shown as unrestricted.
    private DispatchLimit changed(Key key) {
        dispatch.wake();
        return shown(limits.find(key).orElse(new LimitUsage(new Limit(key, null, null, false), 0)));
    }

    private static DispatchLimit shown(LimitUsage usage) {
        var limit = usage.limit();
        var rate = limit.rate();
        return new DispatchLimit(
                limit.key().scope().wireName(),
                limit.key().name(),
                limit.atOnce(),
                rate == null ? null : new DispatchLimit.Rate(rate.tasks(), rate.per()),
                limit.paused(),
                usage.waiting());
    }
}
