package dev.waymill.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `waymill bench NAME`: logs to standard error, and ends with one line of JSON on standard output.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Benchmarks; each measures Waymill and its peers in one run.")
@SuppressWarnings("NullAway.Init")
public final class Main implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return CommandLine.ExitCode.USAGE;
    }

    /// Measures from the first byte of the upload to the import's success, compared with the database's own
    /// limit.
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description =
                    "A GPX file and a Records.json from upload to promoted, against COPY and INSERT of the same points.")
    int importFile(
            @Option(names = "--points", defaultValue = "1000000", description = "${DEFAULT-VALUE}") int points,
            @Option(names = "--runs", defaultValue = "3", description = "counted runs (${DEFAULT-VALUE})") int runs,
            @Option(names = "--s3", description = "also through an S3 store") boolean throughS3)
            throws Exception {
        System.out.println(new ImportBench(points, runs, throughS3).run());
        return 0;
    }

    /// Measures from ready to done in the scheduler's database, compared with two peers on the same PostgreSQL.
    @Command(
            name = "dispatch",
            mixinStandardHelpOptions = true,
            description = "The scheduler's engine on its database, against db-scheduler and JobRunr.")
    int dispatch(
            @Option(names = "--jobs", defaultValue = "50000", description = "${DEFAULT-VALUE}") int jobs,
            @Option(names = "--runs", defaultValue = "3", description = "counted runs (${DEFAULT-VALUE})") int runs,
            @Option(names = "--no-peers", description = "measure ours alone") boolean alone)
            throws Exception {
        System.out.println(new DispatchBench(jobs, runs, alone).run());
        return 0;
    }

    /// Measures from submission to end through all three services, compared with two peers on the same
    /// PostgreSQL.
    @Command(
            name = "jobs",
            mixinStandardHelpOptions = true,
            description = "No-op jobs through all services and Kafka, against db-scheduler and JobRunr; and latency.")
    int jobs(
            @Option(names = "--jobs", defaultValue = "30000", description = "${DEFAULT-VALUE}") int jobs,
            @Option(names = "--runs", defaultValue = "3", description = "counted runs (${DEFAULT-VALUE})") int runs,
            @Option(names = "--singles", defaultValue = "500", description = "for the latency (${DEFAULT-VALUE})")
                    int singles,
            @Option(names = "--no-peers", description = "measure ours alone") boolean alone)
            throws Exception {
        System.out.println(new JobsBench(jobs, runs, singles, alone).run());
        return 0;
    }

    /// Measures the worker's consumer engine, compared with Confluent Parallel Consumer and a bare poll loop.
    @Command(
            name = "consume",
            mixinStandardHelpOptions = true,
            description = "Records from Kafka through the worker's engine, against Confluent Parallel Consumer.")
    int consume(
            @Option(names = "--records", defaultValue = "2000000", description = "${DEFAULT-VALUE}") int records,
            @Option(names = "--runs", defaultValue = "3", description = "counted runs (${DEFAULT-VALUE})") int runs,
            @Option(names = "--soak", defaultValue = "10000000", description = "records of the memory run, 0 for none")
                    long soak)
            throws Exception {
        System.out.println(new ConsumeBench(records, runs, soak).run());
        return 0;
    }

    /// Measures what a job, a point and a live batch cost, and calculates what a load needs.
    @Command(
            name = "capacity",
            mixinStandardHelpOptions = true,
            description = "What a job, a point and a live batch cost on this machine, and what your load needs.")
    int capacity(
            @Option(names = "--jobs", defaultValue = "30000", description = "to measure with (${DEFAULT-VALUE})")
                    int jobs,
            @Option(names = "--points", defaultValue = "1000000", description = "of the file (${DEFAULT-VALUE})")
                    int points,
            @Option(names = "--phones", defaultValue = "200", description = "that send live points (${DEFAULT-VALUE})")
                    int phones,
            @Mixin LoadOptions load)
            throws Exception {
        System.out.println(new CapacityBench(jobs, points, phones, load.load()).run());
        return 0;
    }

    static final class LoadOptions {
        @Option(names = "--jobs-per-second", defaultValue = "10", description = "of all owners (${DEFAULT-VALUE})")
        double jobsPerSecond;

        @Option(names = "--keep-days", defaultValue = "30", description = "how long jobs are kept (${DEFAULT-VALUE})")
        double keepDays;

        @Option(names = "--owners", defaultValue = "1000", description = "who send live points (${DEFAULT-VALUE})")
        double owners;

        @Option(names = "--points-per-day", defaultValue = "2000", description = "of one owner (${DEFAULT-VALUE})")
        double pointsPerDay;

        @Option(
                names = "--seconds-between",
                defaultValue = "60",
                description = "how often a phone sends (${DEFAULT-VALUE})")
        double secondsBetween;

        @Option(names = "--history-days", defaultValue = "3650", description = "of stored points (${DEFAULT-VALUE})")
        double historyDays;

        @Option(names = "--disk", defaultValue = "1000", description = "GB for a cell's databases (${DEFAULT-VALUE})")
        double diskGigabytes;

        CapacityPlan.Load load() {
            return new CapacityPlan.Load(
                    jobsPerSecond, keepDays, owners, pointsPerDay, secondsBetween, historyDays, diskGigabytes * 1e9);
        }
    }
}
