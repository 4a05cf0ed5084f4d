package dev.waymill.system.cluster;

import static dev.waymill.system.Waymill.awaitState;
import static dev.waymill.system.Waymill.sample;
import static dev.waymill.system.Waymill.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waymill.system.Signal;
import dev.waymill.system.Waymill.Owner;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The database server is lost, and its synchronous standby is promoted. Every accepted job and every promoted import
/// is there, and the services find the new primary by themselves.
@EnabledIfSystemProperty(named = "waymill.cluster", matches = "true", disabledReason = "Run ./waymill test --cluster")
class DatabaseFaultsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /// About as long as a tool for high availability waits before it considers a primary dead.
    private static final Duration FROZEN = Duration.ofSeconds(15);
    private static final int SMALL_IMPORTS = 20;
    private static final int SMALL = 100;
    private static final int LARGE = 400_000;

    static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.get();
    }

    @AfterEach
    void restoreTheStandby() throws Exception {
        cluster.servers.databases().rebuildStandby();
    }

    @Test
    void the_primary_dies_and_its_standby_has_every_202_and_every_promoted_import() throws Exception {
        assertNothingIsLost("the primary dies", () -> cluster.servers.postgres().kill());
    }

    @Test
    void the_primary_freezes_and_is_killed_before_its_standby_is_promoted() throws Exception {
        assertNothingIsLost("the primary is frozen for 15 s, then killed", () -> {
            Signal.STOP.send(cluster.servers.postgres().processes());
            Thread.sleep(FROZEN);
        });
    }

    private interface Fault {
        void run() throws Exception;
    }

    private static void assertNothingIsLost(String what, Fault fault) throws Exception {
        var owner = cluster.waymill.owner();
        var imports = new ArrayList<String>();
        try (var load = Load.start(cluster.waymill)) {
            imports.add(upload(owner, sample(1, LARGE), "PT0S"));
            cluster.waymill.awaitRunning(imports.getFirst(), "import.stage");
            var inGrace = upload(owner, sample(2, SMALL), "PT10M");
            awaitState(owner, inGrace, "grace");
            imports.add(inGrace);
            for (int seed = 3; seed < 3 + SMALL_IMPORTS; seed++) {
                imports.add(upload(owner, sample(seed, SMALL), "PT0S"));
            }

            fault.run();
            long began = System.nanoTime();
            cluster.servers.databases().failOver();
            long promoted = System.nanoTime();
            load.awaitProgress();
            long recovered = System.nanoTime();
            promote(owner, inGrace);
            for (var one : imports) {
                awaitState(owner, one, "succeeded");
            }

            load.stop(what + ", and its standby is promoted");
            System.out.printf(
                    "cluster: %s: promoted within %.1f s, jobs run %.1f s later%n",
                    what, seconds(promoted - began), seconds(recovered - promoted));
            assertThat(cluster.waymill.points(owner)).isEqualTo(LARGE + (1 + SMALL_IMPORTS) * SMALL);
            assertThat(cluster.waymill.scheduler("SELECT count(*) FROM attempt WHERE error_code = 'worker-lost'"))
                    .isEqualTo("0");
        }
    }

    private static void promote(Owner owner, String job) {
        await().atMost(PATIENCE).ignoreExceptions().until(() -> {
            owner.api().post("/imports/" + job + "/promote");
            return true;
        });
    }

    private static double seconds(long nanos) {
        return Load.seconds(Duration.ofNanos(nanos));
    }
}
