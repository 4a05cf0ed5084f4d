package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateDirectoryTest {
    @TempDir
    Path temp;

    @Test
    void only_the_owner_may_access_a_new_directory() throws Exception {
        var directory = temp.resolve("a/b");

        PrivateDirectory.create(directory);

        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void an_open_directory_of_an_older_version_is_made_private() throws Exception {
        var directory = Files.createDirectory(temp.resolve("kafka"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        PrivateDirectory.create(directory);

        assertThat(mode(directory)).isEqualTo("rwx------");
    }

    @Test
    void a_directory_that_others_use_is_left_unchanged() throws Exception {
        var directory = Files.createDirectory(temp.resolve("shared"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));

        PrivateDirectory.createIfMissing(directory);

        assertThat(mode(directory)).isEqualTo("rwxr-xr-x");
    }

    private static String mode(Path directory) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
    }
}
