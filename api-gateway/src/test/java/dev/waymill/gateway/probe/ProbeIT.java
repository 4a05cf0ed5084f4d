package dev.waymill.gateway.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.RunningGateway;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProbeIT {
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        gateway = RunningGateway.start(Map.of("waymill.probe.every", "PT1H"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void an_interval_has_one_probe_job_however_many_gateways_submit_it() {
        await().until(() -> count("state IS NOT NULL") > 0);

        gateway.bean(Probe.class).submit();
        gateway.bean(Probe.class).submit();

        // At the end of the hour there are two.
        assertThat(count("state IS NOT NULL"))
                .isEqualTo(count("unique_key IS NOT NULL"))
                .isLessThanOrEqualTo(2);
        assertThat(gateway.jdbc()
                        .sql("SELECT count(DISTINCT unique_key) FROM job WHERE owner = ':probe'")
                        .query(Long.class)
                        .single())
                .isEqualTo(count("true"));
    }

    @Test
    void the_age_is_that_of_the_last_success() {
        await().until(() -> count("true") > 0);
        gateway.jdbc()
                .sql("UPDATE job SET state = 'failed', finished_at = now() WHERE owner = ':probe'")
                .update();
        double sinceStart = gateway.bean(Probe.class).ageSeconds();

        gateway.jdbc()
                .sql("UPDATE job SET state = 'succeeded', finished_at = now() WHERE owner = ':probe'")
                .update();

        assertThat(sinceStart).isPositive();
        assertThat(gateway.bean(Probe.class).ageSeconds()).isLessThan(sinceStart);
        assertThat(gateway.meters()).contains("waymill_probe_age_seconds");
    }

    @Test
    void nobody_can_have_the_key_of_its_owner() {
        gateway.post("/api/v1/keys", gateway.adminKey(), """
                {"owner": ":probe", "role": "operator", "name": "test"}""").is(400);
    }

    private long count(String condition) {
        return gateway.jdbc()
                .sql("SELECT count(*) FROM job WHERE owner = ':probe' AND " + condition)
                .query(Long.class)
                .single();
    }
}
