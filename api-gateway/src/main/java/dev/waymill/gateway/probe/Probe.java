package dev.waymill.gateway.probe;

import dev.waymill.events.JobTypes;
import dev.waymill.events.RawJson;
import dev.waymill.gateway.job.JobIds;
import dev.waymill.gateway.job.Submission;
import dev.waymill.gateway.job.Submission.Uniqueness;
import dev.waymill.gateway.job.Submission.Work;
import dev.waymill.gateway.job.Submissions;
import dev.waymill.gateway.trace.Traces;
import dev.waymill.runtime.loop.Loop;
import dev.waymill.runtime.loop.SampledGauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/// Submits the probe job of each interval, and samples how long ago one succeeded. Thread-safe; several gateways
/// submit one job per interval together.
@Component
class Probe {
    /// No key can have this owner: names of owners begin with a letter or a digit.
    static final String OWNER = ":probe";

    private static final int FIRST = 0;
    private static final int ONE_ATTEMPT = 1;

    private final Submissions submissions;
    private final JobIds ids;
    private final Traces traces;
    private final JdbcClient jdbc;
    private final Clock clock;
    private final Duration every;
    private final Instant start;

    Probe(
            Submissions submissions,
            JobIds ids,
            Traces traces,
            JdbcClient jdbc,
            Clock clock,
            ProbeProperties properties) {
        this.submissions = submissions;
        this.ids = ids;
        this.traces = traces;
        this.jdbc = jdbc;
        this.clock = clock;
        this.every = properties.every();
        this.start = clock.instant();
    }

    @Bean
    static Loop probeLoop(Probe probe, ProbeProperties properties) {
        return new Loop("probe", properties.every().isZero() ? Duration.ofDays(1) : properties.every(), probe::submit);
    }

    @Bean
    static Loop probeAgeLoop(Probe probe, MeterRegistry meters) {
        return SampledGauge.ofAge(
                "probe-age",
                "waymill.probe.age",
                "Time since a probe job last succeeded, or since the start of this gateway if that is shorter;"
                        + " 0 without probes",
                probe::ageSeconds,
                meters);
    }

    /// Submits the job of the current interval if no gateway has.
    boolean submit() {
        if (!every.isZero()) {
            var interval = Long.toString(clock.millis() / every.toMillis());
            var work = new Work(
                    JobTypes.NOOP,
                    RawJson.EMPTY_OBJECT,
                    FIRST,
                    ONE_ATTEMPT,
                    null,
                    new Uniqueness.Key(interval, every.multipliedBy(2)));
            submissions.submit(new Submission(ids.next(), OWNER, work, traces.begin("probe"), null));
        }
        return false;
    }

    private static final String LAST_SUCCESS = """
            SELECT finished_at FROM job
            WHERE owner = :owner AND state = 'succeeded'
            ORDER BY created_at DESC, id DESC
            LIMIT 1
            """;

    double ageSeconds() {
        if (every.isZero()) {
            return 0;
        }
        var last = jdbc.sql(LAST_SUCCESS)
                .param("owner", OWNER)
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant)
                .filter(start::isBefore)
                .orElse(start);
        return Math.max(0, Duration.between(last, clock.instant()).toMillis() / 1_000.0);
    }
}
