package dev.waymill.cli;

import dev.waymill.cli.api.ApiException;
import dev.waymill.cli.deadletter.DlqCommand;
import dev.waymill.cli.exports.ExportCommand;
import dev.waymill.cli.imports.DemoCommand;
import dev.waymill.cli.imports.ImportCommand;
import dev.waymill.cli.imports.PreviewCommand;
import dev.waymill.cli.imports.RevertCommand;
import dev.waymill.cli.jobs.JobsCommand;
import dev.waymill.cli.removals.RemoveCommand;
import dev.waymill.cli.removals.UndoCommand;
import dev.waymill.cli.status.StatusCommand;
import dev.waymill.cli.up.DownCommand;
import dev.waymill.cli.up.RecoverCommand;
import dev.waymill.cli.up.StartCachesCommand;
import dev.waymill.cli.up.UpCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `waymill`: the entry point of the CLI. The `waymill` script handles `test` and `bench` itself, before this
/// class runs.
@Command(
        name = "waymill",
        mixinStandardHelpOptions = true,
        version = "Waymill 0.1.0",
        description = "Imports location history and runs the services for it.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            DemoCommand.class,
            ImportCommand.class,
            PreviewCommand.class,
            RevertCommand.class,
            RemoveCommand.class,
            UndoCommand.class,
            ExportCommand.class,
            JobsCommand.class,
            DlqCommand.class,
            StatusCommand.class,
            RecoverCommand.class,
            StartCachesCommand.class
        },
        footer = {
            "",
            "Also: waymill test          runs what CI runs",
            "      waymill bench NAME    runs a benchmark (import, dispatch, jobs, consume)"
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    static int run(String... args) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((e, command, _) -> {
                    command.getErr().println(sentence(e));
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .execute(args);
    }

    /// Returns the message for the user. Unexpected exceptions are shown with their type.
    private static String sentence(Exception e) {
        return switch (e) {
            case ApiException api -> String.valueOf(api.getMessage());
            case IOException io -> String.valueOf(io.getMessage());
            case UncheckedIOException io -> String.valueOf(io.getMessage());
            case IllegalStateException state -> String.valueOf(state.getMessage());
            default -> e.toString();
        };
    }
}
