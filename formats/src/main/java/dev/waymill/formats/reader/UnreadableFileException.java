package dev.waymill.formats.reader;

/// A file is not a location file, or is damaged; `code` gives the reason. The message may quote the file: at
/// most 2,000 visible characters.
public final class UnreadableFileException extends Exception {
    private final String code;
    private final boolean damage;

    private UnreadableFileException(String code, String message, boolean damage) {
        super(TextCleaner.message(message));
        this.code = code;
        this.damage = damage;
    }

    /// Creates an exception for a file of the right format that is damaged from some position; the message says
    /// where.
    public static UnreadableFileException damaged(String code, String message) {
        return new UnreadableFileException(code, message, true);
    }

    /// Creates an exception for an empty file or one of another format. The message says what it is and, if
    /// known, what to send instead.
    public static UnreadableFileException wrong(String code, String message) {
        return new UnreadableFileException(code, message, false);
    }

    /// Returns the same exception with the file's path in front of its message.
    public UnreadableFileException in(String path) {
        return new UnreadableFileException(code, path + ": " + getMessage(), damage);
    }

    /// Stable, kebab-case, e.g. `empty-file`, `unrecognised-format`, `malformed-xml`, `truncated-file`.
    public String code() {
        return code;
    }

    /// Whether the file is damaged, so that the points before the damage can be kept.
    public boolean isDamage() {
        return damage;
    }
}
