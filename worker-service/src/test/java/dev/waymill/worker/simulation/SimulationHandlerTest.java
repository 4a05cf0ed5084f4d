package dev.waymill.worker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.RawJson;
import dev.waymill.worker.attempt.Attempts;
import dev.waymill.worker.handler.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationHandlerTest {
    @Test
    void an_empty_script_succeeds() throws Exception {
        assertThat(run(1, "{}")).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void the_steps_run_in_order_and_the_result_is_returned() throws Exception {
        var outcome = run(1, "{\"steps\": [{\"action\": \"sleep\", \"millis\": 1}], \"result\": {\"a\": 1}}");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Done.class, done -> assertThat(done.result()).isEqualTo(new RawJson("{\"a\":1}")));
    }

    @Test
    void a_script_fails_as_often_as_it_specifies() throws Exception {
        var twice = "{\"steps\": [{\"action\": \"fail\", \"times\": 2, \"message\": \"not yet\"}]}";

        assertThat(run(1, twice)).isEqualTo(new Outcome.Fail("simulated", "not yet", true));
        assertThat(run(2, twice)).isInstanceOf(Outcome.Fail.class);
        assertThat(run(3, twice)).isInstanceOf(Outcome.Done.class);
    }

    @Test
    void a_failure_can_be_permanent() throws Exception {
        var outcome = run(1, "{\"steps\": [{\"action\": \"fail\", \"permanent\": true}]}");

        assertThat(outcome).isEqualTo(new Outcome.Fail("simulated", "The simulation failed as configured", false));
    }

    @Test
    void a_script_cannot_kill_its_worker_unless_allowed() throws Exception {
        var outcome = run(1, "{\"steps\": [{\"action\": \"halt\"}]}");

        assertThat(outcome)
                .isEqualTo(new Outcome.Fail("halt-not-allowed", "Simulations may not halt this worker", false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"steps\": 3}",
                "{\"steps\": [{\"action\": \"fly\"}]}",
                "{\"steps\": [{\"action\": \"sleep\", \"millis\": -1}]}",
                "[]",
            })
    void an_invalid_script_fails_for_good(String payload) throws Exception {
        assertThat(run(1, payload)).isInstanceOfSatisfying(Outcome.Fail.class, fail -> {
            assertThat(fail.code()).isEqualTo("bad-payload");
            assertThat(fail.retryable()).isFalse();
        });
    }

    private static Outcome run(int attempt, String payload) throws Exception {
        return new SimulationHandler(new SimulationProperties(false))
                .handle(Attempts.of("simulation", attempt, payload));
    }
}
