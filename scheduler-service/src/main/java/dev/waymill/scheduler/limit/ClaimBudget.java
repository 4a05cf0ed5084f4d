package dev.waymill.scheduler.limit;

import dev.waymill.scheduler.limit.Limit.Key;
import dev.waymill.scheduler.limit.Limit.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Remaining capacity under the limits, for one claim. Used within one transaction, confined to its thread.
public final class ClaimBudget {
    private final Map<Key, Limit> limits;
    private final Map<Key, Integer> out;
    private final Map<Key, Integer> started;
    private final Map<Key, Integer> taken = new HashMap<>();

    /// @param out tasks that are dispatched or running, by limit
    /// @param started tasks dispatched within the period of their rate, by limit
    ClaimBudget(Map<Key, Limit> limits, Map<Key, Integer> out, Map<Key, Integer> started) {
        this.limits = limits;
        this.out = out;
        this.started = started;
    }

    /// Takes one task of that type and owner.
    ///
    /// @return the limit without capacity, as text; empty if the task was taken
    public Optional<String> take(String type, String owner) {
        var keys = new Key[] {new Key(Scope.TYPE, type), new Key(Scope.OWNER, owner)};
        var full = Stream.of(keys).filter(key -> remaining(key) <= 0).findFirst();
        if (full.isEmpty()) {
            Stream.of(keys).forEach(key -> taken.merge(key, 1, Integer::sum));
        }
        return full.map(Key::toString);
    }

    /// How many more tasks the limit allows; [Integer#MAX_VALUE] without a limit.
    ///
    /// @param limitedBy a limit, as returned by [#take]
    public int remaining(String limitedBy) {
        return remaining(Key.of(limitedBy));
    }

    private int remaining(Key key) {
        var limit = limitOf(key);
        if (limit.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        if (limit.get().paused()) {
            return 0;
        }
        int now = taken.getOrDefault(key, 0);
        var atOnce = limit.get().atOnce();
        var rate = limit.get().rate();
        int slots = atOnce == null ? Integer.MAX_VALUE : atOnce - out.getOrDefault(key, 0) - now;
        int starts = rate == null ? Integer.MAX_VALUE : rate.tasks() - started.getOrDefault(key, 0) - now;
        return Math.min(slots, starts);
    }

    /// What was taken under a rate limit.
    Map<Key, Integer> takenUnderRates() {
        var rated = new HashMap<>(taken);
        rated.keySet().removeIf(key -> limitOf(key).map(Limit::rate).isEmpty());
        return rated;
    }

    private Optional<Limit> limitOf(Key key) {
        return Optional.ofNullable(limits.getOrDefault(key, limits.get(key.forEach())));
    }
}
