package dev.waymill.stack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Runs another main class in a process that ends with its parent, however the parent dies.
///
/// The parent holds the write end of this process's standard input. The kernel closes it when the parent ends,
/// even by `kill -9`, and this process then exits normally, with shutdown hooks. Usage:
/// `ParentBound MAIN-CLASS ARGUMENT…`.
public final class ParentBound {
    private ParentBound() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        watch();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    /// Returns this module's jar or class directory, for the class path of started processes. Always the jar in
    /// `target` if this code runs from any copy of it, because an AOT cache identifies a jar by its path.
    public static Path classes() {
        try {
            var ours = Path.of(ParentBound.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            var built = Path.of(System.getProperty("waymill.home", ""), "local-stack", "target", "local-stack.jar")
                    .toAbsolutePath();
            return Files.isRegularFile(ours) && Files.exists(built) ? built : ours;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Waymill's classes are not loaded from a file", e);
        }
    }

    static void watch() {
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentBound::exitAtEndOfInput);
    }

    private static void exitAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Input from the parent is ignored; only its end matters.
            }
        } catch (IOException e) {
            // A broken pipe also means that the parent has ended.
        }
        System.exit(0);
    }
}
