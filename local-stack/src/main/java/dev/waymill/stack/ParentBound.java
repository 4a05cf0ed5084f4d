package dev.waymill.stack;

import java.io.IOException;
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
