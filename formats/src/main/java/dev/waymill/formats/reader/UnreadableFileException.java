package dev.waymill.formats.reader;

/// A file that is no location file, or a damaged one, for the reason in `code`. Its message may quote the file: at most
/// 2,000 visible characters of it leave here.
public final class UnreadableFileException extends Exception {
    private final String code;
    private final boolean damage;

    private UnreadableFileException(String code, String message, boolean damage) {
        super(TextCleaner.message(message));
        this.code = code;
        this.damage = damage;
    }

    /// A file of the right kind that is broken from some place on; the message says from where.
    public static UnreadableFileException damaged(String code, String message) {
        return new UnreadableFileException(code, message, true);
    }

    /// A file that is something else, or nothing; the message says what it is and, if known, what to send
    /// instead.
    public static UnreadableFileException wrong(String code, String message) {
        return new UnreadableFileException(code, message, false);
    }

    /// The same, told from outside of that file.
    public UnreadableFileException in(String path) {
        return new UnreadableFileException(code, path + ": " + getMessage(), damage);
    }

    /// Stable, kebab-case, e.g. `empty-file`, `unrecognised-format`, `malformed-xml`, `truncated-file`.
    public String code() {
        return code;
    }

    /// Whether what was read before the damage is worth something.
    public boolean isDamage() {
        return damage;
    }
}
