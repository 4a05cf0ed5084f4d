package dev.waymill.cli.imports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.cli.FakeGateway;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ImportCommandTest {
    private final FakeGateway gateway = new FakeGateway();
    private final StringWriter out = new StringWriter();

    @TempDir
    Path directory;

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void a_single_file_is_uploaded_unchanged() throws Exception {
        assertThat(run(new ImportCommand(), "--grace", "PT0S", "--format", "gpx", "--on-damage", "keep", put("a.gpx")))
                .isZero();
        var upload = gateway.uploads.getFirst();
        assertThat(upload.content.toString()).isEqualTo("a.gpx");
        assertThat(upload.metadata)
                .containsEntry("filename", "a.gpx")
                .containsEntry("grace", "PT0S")
                .containsEntry("format", "gpx")
                .containsEntry("onDamage", "keep");
    }

    @Test
    void several_files_are_one_import() throws Exception {
        put("Takeout/a.gpx");
        put("Takeout/b.gpx");
        gateway.jobs.put("u0", job("""
                {"id": "u0", "state": "succeeded", "import": {"fileName": "2 files from Takeout.zip",
                 "points": {"read": 1100, "rejected": 100, "duplicate": 0, "promoted": 1000},
                 "contents": {"read": 2, "troubled": 1, "others": 4, "samples": [{"name": "Takeout/b.gpx", "read": 100,
                   "rejected": 100, "problem": {"code": "truncated", "message": "The file ends in the middle"}}]}}}"""));
        assertThat(run(new ImportCommand(), directory.resolve("Takeout").toString()))
                .isZero();
        assertThat(gateway.uploads).hasSize(1);
        assertThat(gateway.uploads.getFirst().metadata).containsEntry("filename", "2 files from Takeout.zip");
        assertThat(entries(gateway.uploads.getFirst().content.toByteArray()))
                .containsExactly("Takeout/a.gpx", "Takeout/b.gpx");
        assertThat(out.toString())
                .contains("1,000 points staged, 1,000 promoted, 0 duplicate, 100 rejected")
                .contains("2 files read, 1 damaged, 4 other files", "Takeout/b.gpx: The file ends in the middle");
    }

    @Test
    void an_import_of_nothing_ends_with_an_exit_code_and_the_reason() throws Exception {
        gateway.jobs.put("u0", job("""
                {"id": "u0", "state": "failed",
                 "error": {"code": "nothing-imported", "message": "Nothing was imported, because the file has no points"},
                 "import": {"fileName": "a.zip", "outcome": "nothing-imported",
                 "points": {"read": 0, "rejected": 0, "duplicate": 0, "promoted": 0},
                 "contents": {"read": 1, "troubled": 0, "others": 4, "samples": [], "othersBy": {"other": 1, "photo": 3},
                  "unread": [{"name": "a.log", "problem": {"code": "unrecognised-format", "message": "It is text"}}]}}}"""));

        assertThat(run(new ImportCommand(), put("a.zip"))).isEqualTo(1);

        assertThat(out.toString())
                .contains(
                        "a.zip: failed, Nothing was imported, because the file has no points",
                        "1 files read, 0 damaged, 4 other files (1 other, 3 photo)",
                        "a.log: It is text");
    }

    @Test
    void each_file_can_be_a_separate_import() throws Exception {
        gateway.jobs.put("u1", job("""
                {"id": "u1", "state": "failed", "error": {"code": "x", "message": "It is empty"}}"""));
        assertThat(run(new ImportCommand(), "--each", put("a.gpx"), put("b.gpx")))
                .isEqualTo(1);
        assertThat(gateway.uploads).hasSize(2);
        assertThat(out.toString()).contains("failed, It is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.gpx --watch x", "a.gpx --on-damage maybe"})
    void invalid_options_are_refused(String line) {
        assertThat(run(new ImportCommand(), line.isEmpty() ? new String[0] : line.split(" ")))
                .isEqualTo(2);
    }

    @Test
    void a_folder_without_files_is_reported() throws Exception {
        Files.createDirectories(directory.resolve("empty"));
        assertThat(run(new ImportCommand(), directory.resolve("empty").toString()))
                .isEqualTo(1);
    }

    @Test
    void a_revert_is_followed_to_its_end() {
        gateway.answer("POST /api/v1/imports/i1/revert", "202 /api/v1/jobs/r1");
        gateway.jobs.put("r1", job("""
                {"id": "r1", "state": "succeeded", "result": {"removed": 12, "kept": 3}}"""));
        assertThat(run(new RevertCommand(), "i1")).isZero();
        assertThat(out.toString()).contains("Reverted import i1: 12 points removed, 3 kept for other imports.");
    }

    @Test
    void a_failed_revert_is_reported() {
        gateway.answer("POST /api/v1/imports/i1/revert", "202 /api/v1/jobs/r1");
        gateway.jobs.put("r1", job("""
                {"id": "r1", "state": "failed", "error": {"code": "x", "message": "It cannot be"}}"""));
        assertThat(run(new RevertCommand(), "i1")).isEqualTo(1);
        assertThat(out.toString()).contains("Import i1 is not reverted: It cannot be");
    }

    @Test
    void a_preview_prints_a_few_lines() {
        gateway.answer("GET /api/v1/imports/i1/preview", """
                200 {"points": {"read": 1205, "new": 1200, "duplicate": 3, "rejected": 2},
                     "rejectedBy": {"no-timestamp": 2},
                     "rejectedSamples": [{"file": null, "line": 7, "offset": null, "reason": "no-timestamp",
                                          "text": "lat=1"}],
                     "remarks": {"null-island": 1}, "contents": null, "damage": null,
                     "span": {"from": "2024-01-01T00:00:00Z", "to": "2024-02-01T00:00:00Z"},
                     "days": {"count": 31, "shared": 2, "first": []}, "conflicts": {"count": 1, "samples": []}}""");
        assertThat(run(new PreviewCommand(), "i1")).isZero();
        assertThat(out.toString().lines())
                .containsExactly(
                        "1,200 new points, 3 duplicate, 2 rejected",
                        "    no-timestamp: 2",
                        "      line 7: lat=1",
                        "    null-island: 1",
                        "  from 2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z",
                        "  31 days, 2 of them already have points in the timeline",
                        "  1 conflicts: the timeline has another place at the same time");
    }

    private int run(Object command, String... arguments) {
        var line = new ArrayList<>(List.of("--url", gateway.url().toString(), "--key", "none"));
        line.addAll(List.of(arguments));
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(line.toArray(String[]::new));
    }

    private static ObjectNode job(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }

    private static List<String> entries(byte[] archive) throws IOException {
        var names = new ArrayList<String>();
        try (var zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private String put(String name) throws IOException {
        var file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, file.getFileName().toString());
        return file.toString();
    }
}
