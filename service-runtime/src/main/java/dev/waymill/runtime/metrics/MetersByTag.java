package dev.waymill.runtime.metrics;

import io.micrometer.core.instrument.Tag;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/// One meter for each value of a tag, all registered at once, and one for all other values. So no input can
/// create a time series. Thread-safe.
public final class MetersByTag<M> {
    private static final String OTHER = "other";

    private final Map<String, M> meters = new HashMap<>();
    private final M other;

    /// @param register makes and registers the meter that has this tag
    public MetersByTag(String name, Collection<String> values, Function<Tag, M> register) {
        values.forEach(value -> meters.put(value, register.apply(Tag.of(name, value))));
        this.other = register.apply(Tag.of(name, OTHER));
    }

    /// Returns the meter of a value; that of `other` if the value is not in the list.
    public M of(String value) {
        return meters.getOrDefault(value, other);
    }
}
