package dev.waymill.worker.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.events.ImportFile;
import dev.waymill.events.RemovePoints;
import dev.waymill.events.RestorePoints;
import dev.waymill.events.RevertImport;
import dev.waymill.worker.WorkerTest;
import dev.waymill.worker.attempt.Attempts;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import dev.waymill.worker.imports.Uploads.Upload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/// However imports, live points, cancellations, reverts, and removals that are undone interleave for one owner:
/// the timeline is the union of all promoted and not reverted imports, each point belongs to an import that has
/// it, and each import's counts are correct.
@WorkerTest
@Import(Uploads.class)
class SetArithmeticIT {
    private static final int IMPORTS = 10;
    private static final int REMOVALS = 6;
    /// Few distinct points, so that imports overlap.
    private static final int PLACES = 40;
    /// Enough points for a big import.
    private static final int MANY = 10_200;

    @Autowired
    Uploads uploads;

    @Autowired
    List<TaskHandler> handlers;

    @Autowired
    ImportSummaries summaries;

    @Autowired
    JdbcClient jdbc;

    final String owner = "owner-" + UUID.randomUUID();

    static List<Long> seeds() {
        return new Random().longs(12).boxed().toList();
    }

    /// One import: the points of its file, and whether to promote and revert it.
    private record Part(Upload upload, Set<Integer> points, boolean promoted, boolean reverted) {
        boolean counts() {
            return promoted && !reverted;
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_timeline_is_the_union_of_promoted_imports(long seed) throws Exception {
        var random = new Random(seed);
        var parts = new ArrayList<Part>();
        for (int i = 0; i < IMPORTS; i++) {
            parts.add(part(random));
        }

        play(parts, random);

        var expected = parts.stream()
                .filter(Part::counts)
                .flatMap(part -> part.points().stream())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(timeline()).isEqualTo(expected);
        for (var part : parts) {
            assertThat(pointsOf(part)).isSubsetOf(part.points());
            if (part.counts()) {
                var counted = summaries.find(part.upload().job()).orElseThrow().points();
                assertThat(counted.promoted()).isEqualTo(pointsOf(part).size());
                assertThat(counted.duplicate() + counted.promoted()).isEqualTo(counted.read());
            }
        }
    }

    private Part part(Random random) throws Exception {
        var points = IntStream.range(0, PLACES)
                .filter(_ -> random.nextInt(3) > 0)
                .boxed()
                .collect(Collectors.toCollection(TreeSet::new));
        if (random.nextInt(4) == 0) {
            IntStream.range(PLACES, MANY).forEach(points::add);
        }
        var file = new ArrayList<>(points);
        file.addAll(points.stream().filter(_ -> random.nextInt(10) == 0).toList());
        Collections.shuffle(file, random);
        var upload = uploads.upload(
                owner,
                Gpx.with(file.stream()
                        .map(i -> Gpx.point("1", "2", at(i).toString()))
                        .toArray(String[]::new)));
        boolean promoted = random.nextInt(4) > 0;
        return new Part(upload, points, promoted, promoted && random.nextInt(3) == 0);
    }

    /// Runs all parts concurrently, each in its own order; a task that finds the owner's timeline locked is
    /// retried.
    private void play(List<Part> parts, Random random) throws Exception {
        var tasks = parts.stream()
                .<Callable<Void>>map(part -> () -> {
                    run(ImportFile.STAGE, part.upload());
                    run(part.promoted() ? ImportFile.PROMOTE : ImportFile.DISCARD, part.upload());
                    if (part.reverted()) {
                        revert(part.upload());
                    }
                    return null;
                })
                .collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; i < REMOVALS; i++) {
            int from = random.nextInt(PLACES);
            int to = from + 1 + random.nextInt(PLACES);
            tasks.add(() -> {
                removeAndRestore(at(from), at(to));
                return null;
            });
        }
        Collections.shuffle(tasks, random);
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var task : threads.invokeAll(tasks)) {
                task.get();
            }
        }
    }

    /// The undo finds no removal if the owner had no points yet.
    private void removeAndRestore(Instant from, Instant to) throws Exception {
        var removal = UUID.randomUUID();
        var wanted = new RemovePoints(from, to, null, null, null, null, null);
        assertThat(again(() -> uploads.run(RemovePoints.JOB_TYPE, removal, owner, wanted)))
                .isInstanceOf(Outcome.Done.class);
        again(() -> uploads.run(RestorePoints.JOB_TYPE, UUID.randomUUID(), owner, new RestorePoints(removal)));
    }

    private static Instant at(int point) {
        return Instant.ofEpochSecond(1_700_000_000L + point);
    }

    private void run(String kind, Upload upload) throws Exception {
        again(() -> uploads.run(kind, upload));
    }

    private void revert(Upload upload) throws Exception {
        var handler = handlers.stream()
                .filter(one -> one.kind().equals(RevertImport.JOB_TYPE))
                .findFirst()
                .orElseThrow();
        var attempt = Attempts.of(UUID.randomUUID(), owner, RevertImport.JOB_TYPE, new RevertImport(upload.job()), 0);
        assertThat(again(() -> handler.handle(attempt))).isInstanceOf(Outcome.Done.class);
    }

    private static Outcome again(Callable<Outcome> task) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return task.call();
            } catch (DataAccessException e) {
                if (attempt == 30) {
                    throw e;
                }
            }
        }
    }

    private Set<Integer> timeline() {
        return new TreeSet<>(
                jdbc.sql("""
                SELECT extract(epoch FROM time)::bigint - 1700000000
                FROM point JOIN owner USING (owner_no) WHERE name = :owner
                """).param("owner", owner).query(Integer.class).list());
    }

    private Set<Integer> pointsOf(Part part) {
        return new TreeSet<>(jdbc.sql("""
                SELECT extract(epoch FROM time)::bigint - 1700000000
                FROM point JOIN import USING (import_no) WHERE job_id = :job
                """)
                .param("job", part.upload().job())
                .query(Integer.class)
                .list());
    }
}
