package dev.waymill.objects;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// The object key of an import's file. The key is derived from the job and its owner only, never from a
/// payload. A job of another owner has another key, even with the same id.
public final class ImportObject {
    private static final String FOLDER = "imports/";
    private static final int OWNER_BYTES = 16;

    private ImportObject() {}

    /// Returns the key.
    ///
    /// @param owner any text; only its hash is in the key
    public static String key(String owner, UUID job) {
        return FOLDER + folderOf(owner) + "/" + job;
    }

    /// Returns the key used before keys depended on the owner; old data directories may contain such files. The
    /// caller must have verified the owner.
    public static String keyWithoutOwner(UUID job) {
        return FOLDER + job;
    }

    private static String folderOf(String owner) {
        var hash = Digests.sha256().digest(owner.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(hash, OWNER_BYTES));
    }
}
