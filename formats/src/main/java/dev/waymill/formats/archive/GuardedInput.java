package dev.waymill.formats.archive;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The uploaded bytes during unpacking: counts them to detect archive bombs, and remembers read errors of the
/// stream, which are not the file's fault.
public final class GuardedInput extends FilterInputStream {
    /// Ordinary files shrink to about a tenth when packed, archive bombs to a thousandth.
    private static final long MAX_RATIO = 200;

    private static final long RATIO_FROM = 1 << 20;

    private static final long WATCHED_EVERY = 1 << 20;
    private static final byte[] NOTHING = {};

    private static final int MAX_ENTRIES = 20_000;
    /// More than the largest upload unpacks to, including photos.
    private static final long MAX_UNPACKED = 1L << 36;

    private long packed;
    private long unpacked;
    private long unwatched;
    private int entries;
    private boolean isTooMuch;
    private @Nullable IOException failure;
    /// Whether the stream itself threw a RuntimeException.
    private boolean hasFailed;

    public GuardedInput(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        try {
            int one = super.read();
            packed += one < 0 ? 0 : 1;
            return one;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            hasFailed = true;
            throw e;
        }
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        try {
            int some = super.read(buffer, offset, length);
            packed += Math.max(0, some);
            return some;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            hasFailed = true;
            throw e;
        }
    }

    @Override
    public long skip(long length) throws IOException {
        try {
            long some = super.skip(length);
            packed += some;
            return some;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (RuntimeException e) {
            hasFailed = true;
            throw e;
        }
    }

    /// Does nothing: parsers close their input at its end, but this stream belongs to the caller.
    @Override
    public void close() {
        // The caller closes its stream.
    }

    /// Counts one more archive entry.
    void beginEntry() throws UnreadableFileException {
        if (++entries > MAX_ENTRIES) {
            isTooMuch = true;
            throw UnreadableFileException.wrong(
                    "archive-too-big", "The archive holds more than " + MAX_ENTRIES + " files");
        }
    }

    /// Whether the upload as a whole was refused, not only one file in it.
    public boolean isTooMuch() {
        return isTooMuch;
    }

    /// Counts unpacked bytes.
    void unpacked(long bytes) throws IOException {
        unpacked += bytes;
        unwatched += bytes;
        if (unwatched >= WATCHED_EVERY) {
            unwatched = 0;
            // Reads zero bytes, so that a stream that watches for cancellation can stop the upload however much one
            // packed byte unpacks to.
            read(NOTHING, 0, 0);
        }
        if (unpacked > RATIO_FROM && unpacked > MAX_RATIO * packed || unpacked > MAX_UNPACKED) {
            isTooMuch = true;
            throw new BombException();
        }
    }

    /// Creates the exception for something over its limit. The whole upload is refused.
    IOException tooMuch(String what) {
        isTooMuch = true;
        return new TooMuchException(what);
    }

    /// Wraps an unchecked exception of an unpacker as damage: the library does not handle all invalid lengths.
    /// A RuntimeException of the stream itself is rethrown.
    IOException failed(Throwable e) {
        if (hasFailed && e instanceof RuntimeException own) {
            throw own;
        }
        return new IOException("its lengths are invalid", e);
    }

    /// Translates an unpacker's exception into a message for the file's owner.
    ///
    /// @throws IOException the stream's own exception, if that is the cause
    public UnreadableFileException explain(IOException e) throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (e instanceof TooMuchException) {
            return UnreadableFileException.wrong("archive-too-big", e.getMessage() + "; it is not read");
        }
        if (e instanceof BombException) {
            return UnreadableFileException.wrong(
                    "archive-bomb",
                    "The archive unpacks to more than " + MAX_RATIO + " times its size, or to more than 64 GiB; it is"
                            + " not read");
        }
        return UnreadableFileException.damaged(
                "archive-damaged",
                "The archive is damaged after " + packed + " bytes: "
                        + (e.getMessage() == null ? "it seems cut off" : e.getMessage()));
    }

    /// A part of the archive is longer than its limit.
    private static final class TooMuchException extends IOException {
        TooMuchException(String what) {
            super(what);
        }
    }

    /// The archive unpacks to too many bytes.
    static final class BombException extends IOException {}
}
