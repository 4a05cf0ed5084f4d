package dev.waymill.worker.simulation;

import dev.waymill.events.JobTypes;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import dev.waymill.worker.simulation.Script.Step;
import java.util.Optional;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;

/// Runs the steps in its payload.
@Component
class SimulationHandler implements TaskHandler {
    private static final long NAP_MILLIS = 100;

    private final SimulationProperties properties;

    SimulationHandler(SimulationProperties properties) {
        this.properties = properties;
    }

    @Override
    public String kind() {
        return JobTypes.SIMULATION;
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        Script script;
        try {
            script = Script.of(attempt.payload());
        } catch (JacksonException | IllegalArgumentException e) {
            return new Outcome.Fail("bad-payload", "The payload is not a valid simulation: " + e.getMessage(), false);
        }
        for (int i = 0; i < script.steps().size(); i++) {
            attempt.progress("simulate", i, script.steps().size());
            var end = take(script.steps().get(i), attempt);
            if (end.isPresent()) {
                return end.get();
            }
        }
        return new Outcome.Done(script.result());
    }

    /// @return the outcome, if this step ends the attempt
    private Optional<Outcome> take(Step step, Attempt attempt) throws Exception {
        return switch (step) {
            case Step.Sleep sleep -> {
                sleep(sleep.millis(), attempt);
                yield Optional.empty();
            }
            case Step.Halt _ -> Optional.of(halt());
            case Step.Fail fail ->
                fail.times() == null || attempt.number() <= fail.times()
                        ? Optional.of(new Outcome.Fail("simulated", fail.why(), fail.retryable()))
                        : Optional.empty();
        };
    }

    private Outcome halt() {
        if (properties.halt()) {
            Runtime.getRuntime().halt(137);
        }
        return new Outcome.Fail("halt-not-allowed", "Simulations may not halt this worker", false);
    }

    /// Sleeps in short naps, so that a cancelled or stopping attempt ends soon.
    private static void sleep(long millis, Attempt attempt) throws Exception {
        for (long left = millis; left > 0; left -= NAP_MILLIS) {
            Thread.sleep(Math.min(left, NAP_MILLIS));
            attempt.progress("simulate", millis - left, millis);
        }
    }
}
