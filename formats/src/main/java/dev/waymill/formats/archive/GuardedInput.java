package dev.waymill.formats.archive;

import dev.waymill.formats.reader.UnreadableFileException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// The uploaded bytes during unpacking: counts them to detect archive bombs, and remembers read errors of the
/// stream, which are not the file's fault.
public final class GuardedInput extends FilterInputStream {
    /// What people pack shrinks to a tenth; what is made to be dangerous to a thousandth.
    private static final long MAX_RATIO = 200;

    private static final long RATIO_FROM = 1 << 20;

    private static final long WATCHED_EVERY = 1 << 20;
    private static final byte[] NOTHING = {};

    private static final int MAX_ENTRIES = 20_000;
    /// More than the largest upload unpacks to, photos included.
    private static final long MAX_UNPACKED = 1L << 36;

    private long packed;
    private long unpacked;
    private long unwatched;
    private int entries;
    private boolean isTooMuch;
    private @Nullable IOException failure;
    /// Whether reading itself failed in a way that no stream should.
    private boolean hasStumbled;

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
            hasStumbled = true;
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
            hasStumbled = true;
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
            hasStumbled = true;
            throw e;
        }
    }

    /// Parsers close what they have read to its end; this belongs to whoever uploads.
    @Override
    public void close() {
        // The caller closes its stream.
    }

    /// An archive in it has one more file.
    void beginEntry() throws UnreadableFileException {
        if (++entries > MAX_ENTRIES) {
            isTooMuch = true;
            throw UnreadableFileException.wrong(
                    "archive-too-big", "The archive holds more than " + MAX_ENTRIES + " files");
        }
    }

    /// Whether the whole of it was refused, not only one file in it.
    public boolean isTooMuch() {
        return isTooMuch;
    }

    /// That many bytes came out of what is packed.
    void unpacked(long bytes) throws IOException {
        unpacked += bytes;
        unwatched += bytes;
        if (unwatched >= WATCHED_EVERY) {
            unwatched = 0;
            // Takes nothing, but lets whoever watches the upload stop it, however much one packed byte becomes.
            read(NOTHING, 0, 0);
        }
        if (unpacked > RATIO_FROM && unpacked > MAX_RATIO * packed || unpacked > MAX_UNPACKED) {
            isTooMuch = true;
            throw new BombException();
        }
    }

    /// There is more of something than anybody needs: the whole is refused.
    IOException tooMuch(String what) {
        isTooMuch = true;
        return new TooMuchException(what);
    }

    /// What an unpacker stumbled over: the library is not prepared for all that damage does to lengths.
    IOException stumbled(Throwable e) {
        if (hasStumbled && e instanceof RuntimeException own) {
            throw own;
        }
        return new IOException("its lengths are invalid", e);
    }

    /// What an unpacker complained about, in words for the file's owner.
    ///
    /// @throws IOException the stream's own, when that is what is behind it
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

    /// Something is longer than it may be.
    private static final class TooMuchException extends IOException {
        TooMuchException(String what) {
            super(what);
        }
    }

    /// Too much came out of too little.
    static final class BombException extends IOException {}
}
