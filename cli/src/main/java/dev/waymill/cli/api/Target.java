package dev.waymill.cli.api;

import dev.waymill.cli.up.Home;
import dev.waymill.cli.up.RunFile;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// Options that select the Waymill instance; by default the one that runs on the data directory.
@SuppressWarnings("NullAway.Init")
public final class Target {
    @Option(names = "--url", description = "URL of the gateway (default: the instance that uses the data directory)")
    Optional<URI> url;

    @Option(names = "--key", description = "API key; prefer WAYMILL_KEY, since other users can see arguments")
    Optional<String> key;

    @Option(
            names = "--key-file",
            description =
                    "file with the API key (default: admin.key in the data directory, unless --url names another instance)")
    Optional<Path> keyFile;

    @Option(names = "--data-dir", description = "directory for all data (default: .waymill next to the script)")
    Optional<Path> dataDirectory;

    @Option(names = "--json", description = "print JSON")
    boolean json;

    public boolean json() {
        return json;
    }

    public Path dataDirectory() {
        return dataDirectory.orElseGet(Home::defaultDataDirectory).toAbsolutePath();
    }

    /// Whether a URL is given, so that no local instance should be started.
    public boolean isNamed() {
        return url.isPresent();
    }

    public Api open() throws IOException {
        var run = RunFile.of(dataDirectory());
        var where = url.or(() -> run.map(RunFile::url)).orElse(URI.create("http://127.0.0.1:8080"));
        var given = key.or(() -> keyFile.isPresent() ? Optional.empty() : inEnvironment(System.getenv()));
        if (given.isPresent()) {
            return new Api(where, given.get());
        }
        if (keyFile.isEmpty()
                && url.isPresent()
                && run.filter(own -> isSame(own.url(), where)).isEmpty()) {
            throw new IOException(otherKeyNeeded(where, run));
        }
        var file = keyFile.or(() -> run.map(RunFile::keyFile).map(Path::of))
                .orElse(dataDirectory().resolve("admin.key"));
        if (!Files.exists(file)) {
            throw new IOException(noKey(where, file));
        }
        return new Api(where, Files.readString(file).strip(), Optional.of(file), Api.Timeouts.ORDINARY);
    }

    private static boolean isSame(URI one, URI other) {
        return one.resolve("/").equals(other.resolve("/"));
    }

    /// The local key is not sent to another address: any program could listen there.
    private String otherKeyNeeded(URI where, Optional<RunFile> run) {
        return "Waymill on " + dataDirectory()
                + run.map(own -> " is running at " + own.url()).orElse(" is not running")
                + ", so its key is not sent to " + where
                + ". Pass a key for that instance with WAYMILL_KEY, --key-file or --key";
    }

    private String noKey(URI where, Path file) {
        if (isAnswered(where)) {
            return "Waymill at " + where + " uses another data directory than " + dataDirectory()
                    + ", and its key is not in " + file
                    + ". Name its data directory with --data-dir, or set a key with WAYMILL_KEY or --key-file";
        }
        return "Waymill is not running on " + dataDirectory()
                + ". Start it with ./waymill up, or name another instance with"
                + " --data-dir, or with --url and WAYMILL_KEY";
    }

    private static boolean isAnswered(URI where) {
        try (var api = new Api(where, "none")) {
            api.get("/jobs");
            return true;
        } catch (ApiException e) {
            return e.status() == 401;
        }
    }

    /// Returns the key from the environment; an empty one counts as absent.
    static Optional<String> inEnvironment(Map<String, String> environment) {
        return Optional.ofNullable(environment.get("WAYMILL_KEY"))
                .map(String::strip)
                .filter(key -> !key.isEmpty());
    }
}
