package dev.waymill.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What only the directory does; [ObjectStoreContractIT] has the rest.
class DirectoryObjectStoreTest {
    @TempDir
    Path directory;

    ObjectStore store;

    @BeforeEach
    void open() throws IOException {
        store = new DirectoryObjectStore(directory);
    }

    @Test
    void each_new_folder_is_synced_to_disk_before_the_object_is_acknowledged() throws Exception {
        var forced = new ArrayList<String>();
        var place = directory.resolve("new/store/imports/owner/a");
        var recorded = new DirectoryObjectStore(
                Files.createDirectory(directory.resolve("new")).resolve("store"), folder -> {
                    try (var entries = Files.list(folder)) {
                        var names = entries.map(entry -> entry.getFileName().toString())
                                .sorted()
                                .toList();
                        forced.add(directory.relativize(folder) + " " + names);
                    }
                });
        assertThat(forced).containsExactly("new [store]", "new/store [.incoming]");
        forced.clear();

        recorded.put("imports/owner/a", content("abc"), 3);
        recorded.put("imports/owner/b", content("abc"), 3);

        assertThat(place).exists();
        assertThat(forced)
                .containsExactly(
                        "new/store [.incoming, imports]",
                        "new/store/imports [owner]",
                        "new/store/imports/owner [a]",
                        "new/store/imports/owner [a, b]");
    }

    @Test
    void an_object_is_not_stored_if_its_folder_cannot_be_synced() throws Exception {
        var failing = new DirectoryObjectStore(directory, folder -> {
            if (folder.endsWith("imports")) {
                throw new IOException("the disk is gone");
            }
        });

        assertThatThrownBy(() -> failing.put("imports/owner/a", content("abc"), 3))
                .hasMessage("the disk is gone");

        assertThat(files()).isZero();
    }

    @Test
    void keys_differ_between_owners_without_naming_them() {
        var job = UUID.randomUUID();

        assertThat(ImportObject.key("ada", job))
                .isEqualTo(ImportObject.key("ada", job))
                .isNotEqualTo(ImportObject.key("Ada", job))
                .isNotEqualTo(ImportObject.keyWithoutOwner(job))
                .doesNotContain("ada")
                .endsWith(job.toString());
        assertThatCode(() -> store.delete(ImportObject.key("../../x\0", job))).doesNotThrowAnyException();
    }

    @Test
    void content_over_the_limit_is_refused_and_leaves_nothing() throws Exception {
        assertThatThrownBy(() -> store.put("imports/a", content("abcd"), 3))
                .isInstanceOf(ObjectTooLargeException.class);

        assertThat(files()).isZero();
    }

    @Test
    void an_interrupted_upload_leaves_nothing() throws Exception {
        var broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("connection reset");
            }
        };

        assertThatThrownBy(() -> store.put("imports/a", broken, 3)).hasMessage("connection reset");

        assertThat(files()).isZero();
        assertThatThrownBy(() -> store.open("imports/a")).isInstanceOf(NoSuchFileException.class);
    }

    private static InputStream content(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private long files() throws IOException {
        try (var all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
