package dev.waymill.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSetTest {
    @TempDir
    Path directory;

    @BeforeEach
    void takeout() throws IOException {
        put("Takeout/b.gpx", "b");
        put("Takeout/2024/a.gpx", "a");
        put("Takeout/.hidden", "x");
        put("Takeout/.git/config", "x");
        put("one.gpx", "1");
        put("other/one.gpx", "2");
    }

    @Test
    void a_folder_is_read_in_order_without_hidden_files() throws Exception {
        var files = FileSet.of(List.of(directory.resolve("Takeout")));
        assertThat(names(files)).containsExactly("Takeout/2024/a.gpx", "Takeout/b.gpx");
        assertThat(files.title()).isEqualTo("2 files from Takeout.zip");
    }

    @Test
    void each_file_occurs_once_under_a_unique_name_in_any_order() throws Exception {
        var named = List.of(
                directory.resolve("other/one.gpx"),
                directory.resolve("one.gpx"),
                directory.resolve("Takeout"),
                directory.resolve("Takeout/b.gpx"));
        var files = FileSet.of(named);
        assertThat(names(files)).containsExactly("2-one.gpx", "Takeout/2024/a.gpx", "Takeout/b.gpx", "one.gpx");
        assertThat(FileSet.of(named.reversed()).members()).isEqualTo(files.members());
        assertThat(files.title()).isEqualTo("4 files.zip");
    }

    @Test
    void files_of_one_folder_are_titled_by_it() throws Exception {
        var folder = directory.resolve("Takeout");
        assertThat(FileSet.of(List.of(folder.resolve("b.gpx"), folder.resolve("2024")))
                        .title())
                .isEqualTo("2 files from Takeout.zip");
    }

    @Test
    void a_missing_file_is_reported() {
        assertThatThrownBy(() -> FileSet.of(List.of(directory.resolve("none.gpx"))))
                .hasMessageContaining("No such file");
    }

    @Test
    void the_same_files_give_the_same_archive() throws Exception {
        put("Takeout/c.zip", "zipped".repeat(1_000));
        var first = archive("1.zip");
        Files.setLastModifiedTime(directory.resolve("Takeout/b.gpx"), FileTime.fromMillis(1_000_000_000_000L));
        assertThat(Files.readAllBytes(archive("2.zip"))).isEqualTo(Files.readAllBytes(first));

        try (var zip = new ZipFile(first.toFile())) {
            assertThat(zip.stream().map(entry -> entry.getName()))
                    .containsExactly("Takeout/2024/a.gpx", "Takeout/b.gpx", "Takeout/c.zip");
            assertThat(zip.getInputStream(zip.getEntry("Takeout/b.gpx"))).hasContent("b");
            assertThat(zip.getInputStream(zip.getEntry("Takeout/c.zip"))).hasContent("zipped".repeat(1_000));
            assertThat(zip.getEntry("Takeout/c.zip").getCompressedSize()).isGreaterThan(6_000);
        }
    }

    private Path archive(String name) throws IOException {
        var archive = directory.resolve(name);
        FileSetArchive.write(FileSet.of(List.of(directory.resolve("Takeout"))).members(), archive);
        return archive;
    }

    private static List<String> names(FileSet files) {
        return files.members().stream().map(FileSet.Member::name).toList();
    }

    private void put(String name, String content) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }
}
