package dev.waymill.deploy.monitoring;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program that ends with the test's process, however that dies: a shell reads the other end of the test's pipe, and
/// ends the program at the end of its input.
final class ChildProcess implements AutoCloseable {
    private static final List<String> BOUND = List.of("sh", "-c", "\"$@\" & cat > /dev/null; kill $!; wait $!", "sh");

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    static ChildProcess start(Path directory, String log, String... command) throws IOException {
        var bound = Stream.concat(BOUND.stream(), Stream.of(command)).toList();
        return new ChildProcess(new ProcessBuilder(bound)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve(log).toFile())
                .start());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
