package dev.waymill.gateway.live;

import static dev.waymill.gateway.live.LivePointFixture.AT_ONCE;
import static dev.waymill.gateway.live.LivePointFixture.newOwner;
import static dev.waymill.gateway.live.LivePointFixture.points;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/// No live point is lost or imported twice, whatever fails and whoever else batches.
class LivePointLossIT {
    private final LivePointFixture live = new LivePointFixture();

    @Test
    void no_point_is_lost_and_no_file_is_left_when_the_object_cannot_be_written() throws Exception {
        live.store(AT_ONCE).insert(live.owner, points(10, "a"));
        int files = live.gateway.storedFiles().size();
        var broken = new HookedObjectStore(live.objects, _ -> {
            throw new IOException("The disk is full");
        });

        assertThatThrownBy(() -> live.batcher(broken).collect(live.owner)).isInstanceOf(UncheckedIOException.class);

        assertThat(live.waiting(live.owner)).isEqualTo(10);
        assertThat(live.files(live.owner)).isEmpty();
        assertThat(live.gateway.storedFiles()).hasSize(files);
        assertThat(live.batcher().collect(live.owner)).isTrue();
        assertThat(live.importedDevices(live.owner)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void no_point_is_lost_or_doubled_when_the_batcher_dies_before_its_commit() throws Exception {
        live.store(AT_ONCE).insert(live.owner, points(10, "a"));

        live.gateway.bean(TransactionTemplate.class).executeWithoutResult(status -> {
            assertThat(live.batcher().collect(live.owner)).isTrue();
            status.setRollbackOnly();
        });

        assertThat(live.waiting(live.owner)).isEqualTo(10);
        assertThat(live.files(live.owner)).isEmpty();
        assertThat(live.batcher().collect(live.owner)).isTrue();
        assertThat(live.importedDevices(live.owner)).hasSize(10).doesNotHaveDuplicates();
        assertThat(live.waiting(live.owner)).isZero();
    }

    @Test
    void no_point_is_lost_or_doubled_when_the_database_goes_away_during_the_write() throws Exception {
        live.store(AT_ONCE).insert(live.owner, points(10, "a"));
        // Runs on another thread; on this one it would join the transaction.
        var cutting = new HookedObjectStore(
                live.objects,
                _ -> CompletableFuture.runAsync(this::endTransactions).join());

        assertThatThrownBy(() -> live.batcher(cutting).collect(live.owner)).isInstanceOf(RuntimeException.class);

        await().until(() -> live.waiting(live.owner) == 10);
        assertThat(live.files(live.owner)).isEmpty();
        assertThat(live.batcher().collect(live.owner)).isTrue();
        assertThat(live.importedDevices(live.owner)).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void two_batchers_put_each_of_ten_thousand_arriving_points_into_one_job() throws Exception {
        var owners = List.of(live.owner, newOwner(), newOwner());
        var store = live.store(new LiveProperties(100, Duration.ofMillis(50)));
        var posted = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var posting = threads.submit(() -> {
                for (int i = 0; i < 200; i++) {
                    store.insert(owners.get(i % 3), points(50, "p" + i));
                }
                posted.set(true);
            });
            var collecting = Stream.of(0, 1)
                    .map(_ -> threads.submit((Callable<Integer>) () -> {
                        int batches = 0;
                        while (!posted.get() || live.waiting(owners) > 0) {
                            for (var due : store.due()) {
                                batches += live.batcher(store, live.objects).collect(due) ? 1 : 0;
                            }
                        }
                        return batches;
                    }))
                    .toList();
            posting.get();
            for (var one : collecting) {
                assertThat(one.get()).isPositive();
            }
        }
        var all = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            var theirs = live.importedDevices(owners.get(i));
            int place = i;
            assertThat(theirs)
                    .allSatisfy(device -> assertThat(Integer.parseInt(device.substring(1, device.indexOf('-'))) % 3)
                            .isEqualTo(place));
            all.addAll(theirs);
        }
        assertThat(all).hasSize(10_000);
        assertThat(new HashSet<>(all)).hasSize(10_000);
    }

    private void endTransactions() {
        live.jdbc.sql("""
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'
                """).query(Boolean.class).list();
    }
}
