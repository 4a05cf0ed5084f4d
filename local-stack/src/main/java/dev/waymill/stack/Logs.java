package dev.waymill.stack;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// The log files of the processes that we start.
public final class Logs {
    /// A log that has grown beyond this is put aside when its process is started the next time.
    static final long LARGE_BYTES = 10 << 20;

    private static final int TAIL_BYTES = 64 << 10;
    private static final int LINES = 20;

    private Logs() {}

    /// Where a process that is about to start writes: behind what is in the log. A large log becomes `NAME.1`
    /// first, in the place of the one before it.
    public static Redirect append(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LARGE_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return Redirect.appendTo(log.toFile());
    }

    /// The end of a log, for messages to people.
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
                // Until the end, or the buffer is full: it may grow meanwhile.
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
    }
}
