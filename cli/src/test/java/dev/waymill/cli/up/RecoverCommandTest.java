package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the command does to databases and topics is tested by the services and by `RestoreIT`.
class RecoverCommandTest {
    @TempDir
    Path directory;

    @Test
    void a_running_instance_is_not_recovered() throws Exception {
        new RunFile(URI.create("http://127.0.0.1:1"), directory.resolve("admin.key")).write(directory);
        var recover = new RecoverCommand();
        recover.dataDirectory = Optional.of(directory);

        assertThatThrownBy(recover::call)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Waymill is running on " + directory);
    }
}
