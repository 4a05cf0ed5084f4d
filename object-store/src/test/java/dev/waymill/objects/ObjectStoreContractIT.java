package dev.waymill.objects;

import static dev.waymill.objects.Contents.MIB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every store does.
@ParameterizedClass
@EnumSource
class ObjectStoreContractIT {
    private final ObjectStore store;
    private final ObjectInventory inventory;

    ObjectStoreContractIT(TestStore kind) throws IOException {
        var stores = kind.open();
        store = stores.objects();
        inventory = stores.inventory();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_536, 65_537, 5 * MIB - 1, 5 * MIB, 5 * MIB + 1, 10 * MIB, 23 * MIB + 7})
    void an_object_of_any_size_is_returned_with_its_size_and_digest(long bytes) throws Exception {
        var stored = store.put("imports/a", Contents.of(bytes), bytes);

        assertThat(stored.key()).isEqualTo("imports/a");
        assertThat(stored.bytes()).isEqualTo(bytes);
        assertThat(stored.sha256()).isEqualTo(Contents.sha256(Contents.of(bytes)));
        try (var in = store.open("imports/a")) {
            assertThat(Contents.sha256(in)).isEqualTo(stored.sha256());
        }
    }

    @Test
    void single_bytes_and_the_end_are_read_as_from_any_stream() throws Exception {
        store.put("a", Contents.of("ab"), 2);

        try (var in = store.open("a")) {
            assertThat(in.read(new byte[5], 2, 0)).isZero();
            assertThat(in.read()).isEqualTo('a');
            assertThat(in.read()).isEqualTo('b');
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 6 * MIB, 10 * MIB})
    void content_over_the_limit_is_refused_and_leaves_nothing(long limit) throws Exception {
        assertThatThrownBy(() -> store.put("imports/a", Contents.of(limit + 1), limit))
                .isInstanceOf(ObjectTooLargeException.class);

        assertNothing();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 5 * MIB, 12 * MIB})
    void a_put_whose_source_breaks_leaves_nothing(long bytes) throws Exception {
        assertThatThrownBy(() -> store.put("imports/a", Contents.broken(bytes), Contents.MOST))
                .hasMessage("connection reset");

        assertNothing();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 6 * MIB})
    void a_put_that_fails_keeps_the_old_object(long bytes) throws Exception {
        store.put("imports/a", Contents.of("old"), 3);

        assertThatThrownBy(() -> store.put("imports/a", Contents.broken(bytes), Contents.MOST))
                .hasMessage("connection reset");

        assertThat(read("imports/a")).isEqualTo("old");
    }

    @Test
    void an_object_is_not_visible_before_its_put_has_returned() throws Exception {
        var visible = new ArrayList<Boolean>();
        store.put("imports/a", Contents.of(11 * MIB, _ -> visible.add(exists("imports/a"))), Contents.MOST);

        assertThat(visible).isNotEmpty().doesNotContain(true);
        assertThat(exists("imports/a")).isTrue();
    }

    @Test
    void the_same_put_again_replaces_the_object() throws Exception {
        store.put("imports/a", Contents.of(6 * MIB), Contents.MOST);
        var again = store.put("imports/a", Contents.of(6 * MIB), Contents.MOST);
        var other = store.put("imports/a", Contents.of("new"), 3);

        assertThat(again.sha256()).isEqualTo(Contents.sha256(Contents.of(6 * MIB)));
        assertThat(other.bytes()).isEqualTo(3);
        assertThat(read("imports/a")).isEqualTo("new");
    }

    @Test
    void a_missing_object_is_named() throws Exception {
        assertThatThrownBy(() -> store.open("imports/a"))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("imports/a");
        assertThat(inventory.storedAt("imports/a")).isEmpty();
    }

    @Test
    void deleting_twice_is_allowed() throws Exception {
        store.put("imports/a", Contents.of("abc"), 3);

        store.delete("imports/a");
        store.delete("imports/a");

        assertNothing();
    }

    @Test
    void an_object_deleted_while_it_is_read_is_whole_or_a_failure() throws Exception {
        store.put("imports/a", Contents.of(9 * MIB), Contents.MOST);
        long total = 1;
        try (var in = store.open("imports/a")) {
            in.read();
            store.delete("imports/a");
            total += in.skip(Long.MAX_VALUE);
        } catch (IOException _) {
            total = 9 * MIB;
        }
        assertThat(total).isEqualTo(9 * MIB);
    }

    @Test
    void a_stream_that_is_closed_early_can_be_followed_by_another() throws Exception {
        store.put("imports/a", Contents.of(9 * MIB), Contents.MOST);
        for (int i = 0; i < 20; i++) {
            try (var in = store.open("imports/a")) {
                assertThat(in.read(new byte[100])).isPositive();
            }
        }
        try (var in = store.open("imports/a")) {
            assertThat(Contents.sha256(in)).isEqualTo(Contents.sha256(Contents.of(9 * MIB)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.d", "imports/0/1/2/3/4/5/6/7/8", "uploads/01234567-89ab-cdef", "a/b..c", "_/-"})
    void every_valid_key_is_stored(String key) throws Exception {
        store.put(key, Contents.of("abc"), 3);

        assertThat(read(key)).isEqualTo("abc");
        assertThat(inventory.storedAt(key)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/etc/passwd",
                "../up",
                "a/../../up",
                "a//b",
                ".incoming/x",
                "a\u0000b",
                "a/.hidden",
                "a b",
                "a?b",
                "a%2e",
                "a#b",
                "ä",
                "a\nb",
                "a/"
            })
    void a_key_that_could_leave_its_folder_is_refused(String key) {
        assertThatThrownBy(() -> store.open(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.put(key, Contents.of("abc"), 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_inventory_lists_a_folder_of_many_pages_and_nothing_else() throws Exception {
        var keys = IntStream.range(0, 1_050)
                .mapToObj(i -> "imports/" + i % 7 + "/" + i)
                .toList();
        for (var key : keys) {
            store.put(key, Contents.of("a"), 1);
        }
        store.put("imports-of-others", Contents.of("a"), 1);
        store.put("uploads/a", Contents.of("a"), 1);

        assertThat(list("imports")).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(list("uploads")).containsExactly("uploads/a");
        assertThat(list("nothing")).isEmpty();
    }

    @Test
    void the_inventory_tells_when_an_object_was_stored() throws Exception {
        var before = Instant.now().minusSeconds(2);
        store.put("imports/a", Contents.of("a"), 1);

        assertThat(inventory.storedAt("imports/a").orElseThrow()).isBetween(before, before.plusSeconds(60));
    }

    @Test
    void a_running_put_is_never_deleted_as_abandoned() throws Exception {
        var stored = store.put(
                "imports/a",
                Contents.of(17 * MIB, _ -> {
                    try {
                        assertThat(inventory.deleteAbandoned(Duration.ofDays(1)))
                                .isZero();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                Contents.MOST);

        assertThat(stored.bytes()).isEqualTo(17 * MIB);
        try (var in = store.open("imports/a")) {
            assertThat(Contents.sha256(in)).isEqualTo(stored.sha256());
        }
    }

    private void assertNothing() throws IOException {
        assertThat(exists("imports/a")).isFalse();
        assertThat(list("imports")).isEmpty();
        assertThat(inventory.deleteAbandoned(Duration.ofSeconds(-10)))
                .as("left behind")
                .isZero();
    }

    private boolean exists(String key) {
        try (var _ = store.open(key)) {
            return true;
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String read(String key) throws IOException {
        try (var in = store.open(key)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> list(String folder) throws IOException {
        var keys = new ArrayList<String>();
        inventory.list(folder, keys::add);
        return keys;
    }
}
