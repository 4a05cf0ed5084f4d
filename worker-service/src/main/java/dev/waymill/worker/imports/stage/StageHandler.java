package dev.waymill.worker.imports.stage;

import dev.waymill.events.AttemptLimits;
import dev.waymill.events.ImportFile;
import dev.waymill.events.RawJson;
import dev.waymill.events.TaskReported.FollowUp;
import dev.waymill.events.TaskSpec;
import dev.waymill.events.rest.ImportSummary;
import dev.waymill.events.rest.ImportSummary.Contents;
import dev.waymill.events.rest.ImportSummary.ImportProblem;
import dev.waymill.events.rest.ImportSummary.ProblemFile;
import dev.waymill.events.rest.ImportSummary.UnreadFile;
import dev.waymill.formats.Format;
import dev.waymill.formats.LocationFile;
import dev.waymill.formats.reader.Hints;
import dev.waymill.formats.reader.UnreadableFileException;
import dev.waymill.objects.ImportObject;
import dev.waymill.objects.ObjectStore;
import dev.waymill.objects.StoreUnavailableException;
import dev.waymill.worker.handler.Attempt;
import dev.waymill.worker.handler.Outcome;
import dev.waymill.worker.handler.TaskHandler;
import dev.waymill.worker.imports.Import;
import dev.waymill.worker.imports.ImportSummaries;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/// Task `import.stage`: parses the uploaded file into the staging table; promotion follows after the grace
/// period.
@Component
class StageHandler implements TaskHandler {
    private static final Logger log = LoggerFactory.getLogger(StageHandler.class);
    private static final Duration SUPERSEDED = Duration.ofSeconds(1);
    /// A store that is away, like a database, uses up none of the attempts.
    private static final Duration STORE_AWAY = Duration.ofSeconds(5);

    private final Staging staging;
    private final ImportSummaries summaries;
    private final ObjectStore objects;
    private final ImportLimits limits;
    private final JsonMapper json;
    private final Clock clock;

    StageHandler(
            Staging staging,
            ImportSummaries summaries,
            ObjectStore objects,
            ImportLimits limits,
            JsonMapper json,
            Clock clock) {
        this.staging = staging;
        this.summaries = summaries;
        this.objects = objects;
        this.limits = limits;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return ImportFile.STAGE;
    }

    /// A large file takes hours, but a parser that reads nothing for minutes is blocked on its input. A slow
    /// database may take about a minute to store a batch.
    @Override
    public AttemptLimits limits() {
        return new AttemptLimits(Duration.ofHours(24), Duration.ofMinutes(5));
    }

    @Override
    public Outcome handle(Attempt attempt) throws Exception {
        var file = json.readValue(attempt.payload().text(), ImportFile.class);
        var found = staging.start(attempt, file);
        if (found.isEmpty()) {
            return new Outcome.Fail("foreign-import", "The import of this job belongs to another owner", false);
        }
        var current = found.get();
        return switch (current.state()) {
            case STAGED, PROMOTED, REVERTED -> staged(attempt, file);
            case DISCARDED -> new Outcome.Fail("cancelled", "The import was cancelled", false);
            case STAGING -> stage(attempt, file, current);
        };
    }

    private Outcome stage(Attempt attempt, ImportFile file, Import current) throws Exception {
        try (var input = new ProgressInput(open(attempt), attempt, file.bytes())) {
            try {
                staging.fill(current, !file.grace().isZero(), rows -> {
                    var sink = new StagingSink(rows, limits.maxPoints(file.bytes()));
                    var found = LocationFile.read(input, options(file), sink);
                    input.requireLength(file.bytes());
                    return sink.result(found.format().code(), contents(found), problem(found.damage()));
                });
            } catch (UnreadableFileException e) {
                input.requireLength(file.bytes());
                var explained = file.keepsDamaged() ? e : e.withWayOut();
                return new Outcome.Fail(e.code(), String.valueOf(explained.getMessage()), false);
            }
        } catch (ImportLimits.ExceededException e) {
            return new Outcome.Fail(e.code(), String.valueOf(e.getMessage()), false);
        } catch (Staging.SupersededException e) {
            return new Outcome.Snooze(SUPERSEDED);
        } catch (ProgressInput.StoppedException e) {
            throw e.reason();
        } catch (NoSuchFileException e) {
            return new Outcome.Fail("file-missing", "The uploaded file is no longer in the object store", false);
        } catch (StoreUnavailableException e) {
            log.warn("job={} snoozed for {}: {}", attempt.jobId(), STORE_AWAY, e.getMessage());
            return new Outcome.Snooze(STORE_AWAY);
        } catch (IOException e) {
            return new Outcome.Fail("file-unreadable", "The uploaded file cannot be read: " + e.getMessage(), true);
        }
        return staged(attempt, file);
    }

    private static @Nullable Contents contents(LocationFile.Outcome found) {
        if (found.files() == 1 && found.troubledCount() == 0 && found.otherCount() == 0) {
            return null;
        }
        var samples = found.troubled().stream()
                .map(file -> new ProblemFile(
                        file.name(),
                        file.read(),
                        file.rejected(),
                        new ImportProblem(file.problem().code(), file.problem().message())))
                .toList();
        var unread = found.unread().stream()
                .map(file -> new UnreadFile(
                        file.name(),
                        new ImportProblem(file.problem().code(), file.problem().message())))
                .toList();
        return new Contents(found.files(), found.troubledCount(), found.otherCount(), samples, found.others(), unread);
    }

    private static @Nullable ImportProblem problem(LocationFile.@Nullable FileProblem found) {
        return found == null ? null : new ImportProblem(found.code(), found.message());
    }

    /// The job and its owner tell where the file lies. The job alone did once, and files of that time
    /// may be left; that the import is this owner's is known here.
    private InputStream open(Attempt attempt) throws IOException {
        try {
            return objects.open(ImportObject.key(attempt.owner(), attempt.jobId()));
        } catch (NoSuchFileException _) {
            return objects.open(ImportObject.keyWithoutOwner(attempt.jobId()));
        }
    }

    private LocationFile.Options options(ImportFile file) {
        var format = file.format() == null ? null : Format.of(file.format()).orElse(null);
        var hints = new Hints(
                Objects.requireNonNullElse(file.columns(), Map.of()),
                file.zone(),
                file.timePattern(),
                Objects.requireNonNullElse(file.shift(), Duration.ZERO),
                file.waypoints() == ImportFile.Waypoints.KEEP);
        return new LocationFile.Options(format, file.keepsDamaged(), hints, clock);
    }

    private Outcome staged(Attempt attempt, ImportFile file) {
        var promote = new TaskSpec(ImportFile.PROMOTE, attempt.payload(), false);
        var summary = summaries.find(attempt.jobId()).orElseThrow();
        if (ImportSummary.NOTHING_IMPORTED.equals(summary.outcome())) {
            return NothingImported.of(summary);
        }
        return new Outcome.Then(
                RawJson.of(summary),
                List.of(new FollowUp(promote, file.grace(), !file.grace().isZero())));
    }
}
