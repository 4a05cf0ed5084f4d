package dev.waymill.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cache makes a start faster. An invalid cache neither makes a start fail nor causes output.
class StartCacheTest {
    @TempDir
    Path directory;

    private Path jar;
    private Path library;
    private Path cache;

    /// The started program.
    static final class Program {
        public static void main(String[] args) {
            System.out.println(Library.word());
        }
    }

    /// A class in a separate jar, as most classes of a service are.
    static final class Library {
        static String word() {
            return "started";
        }
    }

    @BeforeEach
    void pack() throws Exception {
        jar = pack(Program.class);
        library = pack(Library.class);
        cache = directory.resolve("program.aot");
    }

    private Path pack(Class<?> one) throws IOException {
        var packed = directory.resolve(one.getSimpleName() + ".jar");
        var file = one.getName().replace('.', '/') + ".class";
        try (var out = new JarOutputStream(Files.newOutputStream(packed));
                var content = one.getClassLoader().getResourceAsStream(file)) {
            out.putNextEntry(new JarEntry(file));
            content.transferTo(out);
        }
        return packed;
    }

    @Test
    void one_run_creates_a_cache_and_the_next_uses_it_silently() throws Exception {
        assertThat(run(StartCache.MAKE)).startsWith("started");
        assertThat(cache).doesNotExist();
        assertThat(StartCache.replace(cache)).isTrue();

        assertThat(isUsed()).isTrue();
        assertThat(run(StartCache.USE)).isEqualTo("started");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(jar, library, cache);
        }
    }

    @Test
    void a_missing_damaged_or_outdated_cache_is_ignored_silently() throws Exception {
        assertThat(run(StartCache.USE)).isEqualTo("started");

        run(StartCache.MAKE);
        StartCache.replace(cache);
        var whole = Files.readAllBytes(cache);
        Files.setLastModifiedTime(library, FileTime.from(Instant.parse("2001-01-01T00:00:00Z")));
        assertThat(run(StartCache.USE)).isEqualTo("started");

        Files.write(cache, Arrays.copyOf(whole, whole.length / 2));
        assertThat(run(StartCache.USE)).isEqualTo("started");
        Files.writeString(cache, "no cache at all");
        assertThat(run(StartCache.USE)).isEqualTo("started");
        Files.write(cache, new byte[0]);
        assertThat(run(StartCache.USE)).isEqualTo("started");
    }

    @Test
    void an_incomplete_cache_never_replaces_a_complete_one() throws Exception {
        Files.writeString(cache, "the last one");
        assertThat(StartCache.replace(cache)).isFalse();

        Files.writeString(directory.resolve("program.aot.new"), "half");
        Files.writeString(directory.resolve("program.aot.new.config"), "what it was to be made of");
        assertThat(StartCache.replace(cache)).isFalse();

        assertThat(cache).hasContent("the last one");
        try (var left = Files.list(directory)) {
            assertThat(left).containsExactlyInAnyOrder(jar, library, cache);
        }
    }

    private String run(StartCache use) throws Exception {
        return java(use.options(cache));
    }

    /// Starts a JVM that refuses to run without the cache.
    private boolean isUsed() throws Exception {
        return java(List.of("-XX:AOTCache=" + cache, "-XX:AOTMode=on")).equals("started");
    }

    private String java(List<String> options) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC"));
        command.addAll(options);
        command.addAll(List.of("-cp", jar + System.getProperty("path.separator") + library, Program.class.getName()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        process.waitFor();
        return output.strip();
    }
}
