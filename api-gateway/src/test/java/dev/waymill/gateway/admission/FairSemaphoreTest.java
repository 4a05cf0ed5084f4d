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
    void no_owner_exceeds_their_share() {
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
    void a_full_semaphore_admits_no_owner() {
        for (var owner : new String[] {"ada", "ada", "bob", "bob", "eve"}) {
            assertThat(places.enter(owner)).isPresent();
        }
        assertThat(places.enter("eve")).isEmpty();
        assertThat(places.enter("joe")).isEmpty();
    }

    @Test
    void a_waiting_owner_gets_a_released_slot() throws Exception {
        assertThat(places.enter("ada")).isPresent();
        var second = places.enter("ada").orElseThrow();
        var entered = new AtomicReference<Optional<Place>>();
        var waiting = Thread.startVirtualThread(() -> entered.set(places.enter("ada", Duration.ofMinutes(5))));
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        second.close();

        await().untilAsserted(() -> assertThat(entered.get()).isPresent());
    }

    @Test
    void a_quarter_share_is_at_least_one() {
        assertThat(FairSemaphore.ofQuarters(1).enter("ada").map(Place::hashCode))
                .isPresent();
    }
}
