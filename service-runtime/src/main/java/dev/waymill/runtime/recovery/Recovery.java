package dev.waymill.runtime.recovery;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The recovery of one service: migrates its database as a start would, runs its steps, says what it did, and
/// ends. No loop, listener or server of the service runs.
///
/// @param service the service's name, for people
/// @param steps in order
public record Recovery(String service, List<RecoveryStep> steps) {
    private static final int USAGE_ERROR = 2;

    /// The consumer groups of all services. None may have a member: a service that runs would undo the steps.
    private static final List<String> GROUPS = List.of("gateway", "scheduler", "worker", "worker-live");

    /// Whether the service was started for its recovery.
    public static boolean isWanted(String... args) {
        return args.length > 0 && args[0].equals("recover");
    }

    /// The parts of the service's context that a recovery needs.
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        KafkaAutoConfiguration.class
    })
    static class Context {}

    /// Runs the steps, and returns the exit code of the process.
    public int run(PrintStream out, String... args) {
        RecoveryOptions options;
        try {
            options = RecoveryOptions.parse(args);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
            return USAGE_ERROR;
        }
        try (var context = new SpringApplicationBuilder(Context.class)
                        .web(WebApplicationType.NONE)
                        .bannerMode(Banner.Mode.OFF)
                        .logStartupInfo(false)
                        .properties("logging.level.root=warn")
                        .run(args);
                var kafka =
                        new RecoveredTopics(context.getBean(KafkaAdmin.class).getConfigurationProperties(), options)) {
            kafka.requireNoMembers(GROUPS);
            var database = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
            print(out, change(context.getBean(JdbcClient.class), database, options), options);
            print(out, change(kafka, options), options);
            return 0;
        } catch (IllegalStateException e) {
            out.println(service + ": " + e.getMessage());
            return 1;
        }
    }

    /// What a step did.
    private record Change(long count, String effect) {}

    private void print(PrintStream out, List<Change> changes, RecoveryOptions options) {
        for (var change : changes) {
            out.printf(
                    Locale.ROOT,
                    "%s: %,d %s%s%n",
                    service,
                    change.count(),
                    change.effect(),
                    options.dryRun() ? " (dry run: not done)" : "");
        }
    }

    /// Refuses a time in the future, which would match nothing.
    private static final String IS_PAST = """
            SELECT :since < clock_timestamp()
            """;

    private List<Change> change(JdbcClient jdbc, TransactionTemplate transaction, RecoveryOptions options) {
        var changes = new ArrayList<Change>();
        transaction.executeWithoutResult(status -> {
            if (!jdbc.sql(IS_PAST)
                    .param("since", options.since())
                    .query(Boolean.class)
                    .single()) {
                throw new IllegalStateException("--since is in the future");
            }
            for (var step : needed(options)) {
                if (step instanceof RecoveryStep.Statement statement) {
                    var rows = jdbc.sql(statement.sql())
                            .param("since", options.since())
                            .query(Long.class)
                            .single();
                    changes.add(new Change(rows, statement.effect()));
                }
            }
            if (options.dryRun()) {
                status.setRollbackOnly();
            }
        });
        return changes;
    }

    private List<Change> change(RecoveredTopics kafka, RecoveryOptions options) {
        var changes = new ArrayList<Change>();
        for (var step : needed(options)) {
            switch (step) {
                case RecoveryStep.Statement _ -> {}
                case RecoveryStep.EmptyTopics empty ->
                    changes.add(new Change(
                            kafka.empty(empty.topics()), "records deleted, whose contents the services publish again"));
                case RecoveryStep.RewindGroup rewind ->
                    changes.add(new Change(
                            kafka.rewind(rewind.group(), rewind.topic()),
                            "records of " + rewind.topic() + " will be read again"));
            }
        }
        return changes;
    }

    private List<RecoveryStep> needed(RecoveryOptions options) {
        return steps.stream()
                .filter(step -> options.restored().containsAll(step.after()))
                .toList();
    }
}
