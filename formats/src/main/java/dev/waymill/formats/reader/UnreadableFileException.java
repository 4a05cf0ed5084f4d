package dev.waymill.formats.reader;

import org.jspecify.annotations.Nullable;

/// A file is not a location file, or is damaged; `code` gives the reason. The message may quote the file: at
/// most 2,000 visible characters.
public final class UnreadableFileException extends Exception {
    private static final String WAY_OUT = "; with ?onDamage=keep, the part before the damage is imported";

    private static final int MAX_BEFORE_WAY_OUT = 400;

    private final String code;
    private final boolean damage;
    private final @Nullable String media;

    private UnreadableFileException(String code, String message, boolean damage, @Nullable String media) {
        super(TextCleaner.message(message));
        this.code = code;
        this.damage = damage;
        this.media = media;
    }

    /// Creates an exception for a file of the right format that is damaged from some position; the message says
    /// where.
    public static UnreadableFileException damaged(String code, String message) {
        return new UnreadableFileException(code, message, true, null);
    }

    /// Creates an exception for an empty file or one of another format. The message says what it is and, if
    /// known, what to send instead.
    public static UnreadableFileException wrong(String code, String message) {
        return new UnreadableFileException(code, message, false, null);
    }

    /// Creates an exception for a photo or the like.
    ///
    /// @param kind see [#media]
    public static UnreadableFileException media(String code, String kind, String message) {
        return new UnreadableFileException(code, message, false, kind);
    }

    /// Returns the same exception, but if it is about damage, its message names the option that imports the
    /// readable part.
    public UnreadableFileException withWayOut() {
        return damage
                ? new UnreadableFileException(
                        code, TextCleaner.cut(String.valueOf(getMessage()), MAX_BEFORE_WAY_OUT) + WAY_OUT, true, null)
                : this;
    }

    /// Stable, kebab-case, e.g. `empty-file`, `unrecognised-format`, `malformed-xml`, `truncated-file`.
    public String code() {
        return code;
    }

    /// Whether the file is damaged, so that the points before the damage can be kept.
    public boolean isDamage() {
        return damage;
    }

    /// The kind of a photo and the like, of which an archive may hold thousands: `photo`, `image`, `video` or
    /// `sound`. Null for a file that holds text or data.
    public @Nullable String media() {
        return media;
    }
}
