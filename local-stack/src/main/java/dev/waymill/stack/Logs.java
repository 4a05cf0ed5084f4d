package dev.waymill.stack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The log files of processes started by Waymill.
public final class Logs {
    /// A log larger than this is rotated at the next start of its process.
    static final long LARGE_BYTES = 10 << 20;

    private static final int TAIL_BYTES = 64 << 10;
    private static final int LINES = 20;

    private Logs() {}

    /// Returns the redirect for a process that is about to start: appends to its log. A large log is first
    /// renamed to `NAME.1`, which replaces the previous one.
    public static Redirect append(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGE_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Redirect.appendTo(log.toFile());
    }

    /// Returns the last lines of a log, for messages to people.
    static String tail(Path log) {
        try {
            var lines = lastBytes(log).lines().toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private static String lastBytes(Path log) throws IOException {
        try (var file = FileChannel.open(log)) {
            var bytes = ByteBuffer.allocate(TAIL_BYTES);
            file.position(Math.max(0, file.size() - TAIL_BYTES));
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {
                // Reads until the end or until the buffer is full, because the log may grow meanwhile.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
    }
}
