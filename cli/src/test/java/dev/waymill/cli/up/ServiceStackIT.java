package dev.waymill.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waymill.stack.LocalStack;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A Waymill home in which only the scheduler was built.
class ServiceStackIT {
    private final String home = System.getProperty("waymill.home");

    @TempDir
    Path directory;

    private Path jar;

    @BeforeEach
    void build() throws Exception {
        System.setProperty("waymill.home", directory.toString());
        System.setProperty("waymill.kafka.libs", home + "/local-stack/target/kafka");
        jar = directory.resolve("scheduler-service/target/app/scheduler-service-boot.jar");
        Files.createDirectories(jar.getParent());
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Scheduler.class.getName());
        var content = Scheduler.class.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var compiled = Scheduler.class.getClassLoader().getResourceAsStream(content)) {
            out.putNextEntry(new JarEntry(content));
            compiled.transferTo(out);
        }
    }

    @AfterEach
    void restore() {
        System.setProperty("waymill.home", home);
        System.clearProperty("waymill.kafka.libs");
        ours().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void a_failing_second_service_stops_the_first() throws Exception {
        var data = directory.resolve("data");

        assertThatThrownBy(() -> ServiceStack.start(data, ServiceStack.Options.defaults()))
                .hasMessageContaining("worker-service-boot.jar is missing");

        assertThat(ours()).isEmpty();
        // The stack's data directory is unlocked, too.
        LocalStack.start(data).close();
    }

    private List<ProcessHandle> ours() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().commandLine().orElse("").contains(jar.toString()))
                .toList();
    }

    /// Runs until it is killed.
    public static final class Scheduler {
        public static void main(String[] args) throws Exception {
            Thread.currentThread().join();
        }
    }
}
