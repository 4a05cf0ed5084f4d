package dev.waymill.stack;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// Runs another main class in a process that ends with its parent, however the parent dies.
///
/// The parent keeps the write end of our standard input; the kernel closes it when the parent is gone, even by
/// `kill -9`, and we exit the ordinary way, with shutdown hooks. Usage: `ParentBound MAIN-CLASS ARGUMENT…`.
public final class ParentBound {
    private ParentBound() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        watch();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    /// Where this room's classes lie, for the class path of what we start: the jar that the build made, whichever copy
    /// of it we run from, since a start cache knows a jar by its path.
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
            throw new IllegalStateException("Our own classes lie at no file", e);
        }
    }

    static void watch() {
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentBound::exitAtEndOfInput);
    }

    private static void exitAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // Whatever the parent might say is of no interest; only the end is.
            }
        } catch (IOException e) {
            // A broken pipe is an end, too.
        }
        System.exit(0);
    }
}
