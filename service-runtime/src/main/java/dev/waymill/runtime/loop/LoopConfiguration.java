package dev.waymill.runtime.loop;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.context.annotation.Bean;

/// Registers all loops of a service in its health and metrics.
@AutoConfiguration
class LoopConfiguration {
    /// The health component `loops`, with one component per loop.
    @Bean
    CompositeHealthContributor loopsHealthContributor(List<Loop> loops) {
        return CompositeHealthContributor.fromMap(
                loops.stream().collect(Collectors.toMap(Loop::name, Function.identity())),
                loop -> new LoopHealth(loop.history()));
    }

    @Bean
    MeterBinder loopMeters(List<Loop> loops) {
        return registry -> loops.forEach(loop -> {
            var history = loop.history();
            var tags = Tags.of("name", loop.name());
            ticks(history, tags.and("outcome", "success"), LoopHistory::successes, LoopHistory::successNanos)
                    .register(registry);
            ticks(history, tags.and("outcome", "failure"), LoopHistory::failures, LoopHistory::failureNanos)
                    .register(registry);
            TimeGauge.builder(
                            "waymill.loop.age",
                            history,
                            TimeUnit.NANOSECONDS,
                            it -> it.age().toNanos())
                    .description("Time since the loop's last successful tick")
                    .tags(tags)
                    .register(registry);
        });
    }

    private static FunctionTimer.Builder<LoopHistory> ticks(
            LoopHistory history, Tags tags, ToLongFunction<LoopHistory> count, ToLongFunction<LoopHistory> nanos) {
        return FunctionTimer.builder("waymill.loop", history, count, nanos::applyAsLong, TimeUnit.NANOSECONDS)
                .description("Ticks of a background loop and their duration")
                .tags(tags);
    }
}
