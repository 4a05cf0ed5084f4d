package dev.waymill.gateway.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.gateway.admission.FairSemaphore.Place;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class FairSemaphoreTest {
    private final FairSemaphore places = new FairSemaphore(5, 2);

    @Test
    void nobody_has_more_than_their_part() {
        assertThat(places.enter("ada")).isPresent();
        var second = places.enter("ada").orElseThrow();
        assertThat(places.enter("ada")).isEmpty();
        assertThat(places.enter("bob")).isPresent();

        second.close();
        second.close();

        assertThat(places.enter("ada")).isPresent();
        assertThat(places.enter("ada")).isEmpty();
    }

    @Test
    void when_all_are_taken_nobody_enters() {
        for (var owner : new String[] {"ada", "ada", "bob", "bob", "eve"}) {
            assertThat(places.enter(owner)).isPresent();
        }
        assertThat(places.enter("eve")).isEmpty();
        assertThat(places.enter("joe")).isEmpty();
    }

    @Test
    void who_waits_gets_the_place_that_is_left() throws Exception {
        assertThat(places.enter("ada")).isPresent();
        var second = places.enter("ada").orElseThrow();
        var entered = new AtomicReference<Optional<Place>>();
        var waiting = Thread.startVirtualThread(() -> entered.set(places.enter("ada", Duration.ofMinutes(5))));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        second.close();

        await().untilAsserted(() -> assertThat(entered.get()).isPresent());
    }

    @Test
    void a_quarter_is_one_at_least() {
        assertThat(FairSemaphore.ofQuarters(1).enter("ada").map(Place::hashCode))
                .isPresent();
    }
}
