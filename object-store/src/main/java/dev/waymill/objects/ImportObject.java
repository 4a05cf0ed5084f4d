package dev.waymill.objects;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// Where the file of an import lies. The key follows from the job and its owner alone: no payload names it, and
/// a job of another owner, even one that pretends to have the same id, gets another key.
public final class ImportObject {
    private static final String FOLDER = "imports/";
    private static final int OWNER_BYTES = 16;

    private ImportObject() {}

    /// @param owner any text; only its hash is in the key
    public static String key(String owner, UUID job) {
        return FOLDER + folderOf(owner) + "/" + job;
    }

    /// Where files lay before keys had owners; a data directory may still hold some. Whoever opens it must have
    /// made sure of the owner.
    public static String keyWithoutOwner(UUID job) {
        return FOLDER + job;
    }

    private static String folderOf(String owner) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(owner.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, OWNER_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
