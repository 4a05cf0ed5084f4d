package dev.waymill.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waymill.system.PatternScan.Use;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No pattern backtracks without a bound: for any input, matching takes a bounded number of steps per
/// character. The test counts steps instead of seconds.
class PatternsTest {
    private static final Path ROOT = Path.of(System.getProperty("waymill.home", ".."));
    /// A pattern may read a character once per alternative, and up to the bound of a quantifier.
    private static final int MOST_STEPS_FOR_A_CHARACTER = 128;

    private static final int REPEATS = 1_500;
    /// The longest text that is ever matched. Groups in a loop would overflow the stack.
    private static final int LONG = 1 << 16;

    static Stream<Use> uses() {
        return PatternScan.of(ROOT);
    }

    @Test
    void all_patterns_are_found_and_none_is_built_at_run_time() {
        assertThat(uses())
                .hasSizeGreaterThan(40)
                .allSatisfy(use -> assertThat(use.regex())
                        .as("%s: a pattern is a constant", use.place())
                        .isNotEmpty());
    }

    @ParameterizedTest
    @MethodSource("uses")
    void every_pattern_reads_each_character_a_bounded_number_of_times(Use use) {
        var pattern = use.pattern();
        var samples = new PatternSamples(use.regex());
        var worst = new PatternSamples.Text("", "", "");
        long mostSteps = 0;
        for (var text : samples.texts()) {
            long steps = steps(text.repeated(REPEATS), use);
            if (steps > mostSteps) {
                mostSteps = steps;
                worst = text;
            }
            assertThat(steps).as("%s: %s on %s", use.place(), pattern, text).isLessThan(most(text, REPEATS));
        }
        int repeats = LONG / Math.max(1, worst.middle().length());
        assertThat(steps(worst.repeated(repeats), use)).isLessThan(most(worst, repeats));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a*a*b",
                "<!DOCTYPE[^>]*\\s*>",
                "\\s+|<\\?.*?\\?>|<!DOCTYPE[^\\[>]*(\\[.*?])?\\s*>",
                "(a|b|ab)*c",
                "\\s+$",
                "(.*)-(.*)-(.*)x"
            })
    void a_backtracking_pattern_is_detected(String regex) {
        var use = new Use("here", regex, Pattern.DOTALL, true);

        assertThat(new PatternSamples(regex).texts()).anyMatch(text -> isTooMuch(text, use));
    }

    private static boolean isTooMuch(PatternSamples.Text text, Use use) {
        try {
            return steps(text.repeated(REPEATS), use) > most(text, REPEATS);
        } catch (StackOverflowError | AssertionError _) {
            return true;
        }
    }

    private static long most(PatternSamples.Text text, int repeats) {
        return (long) MOST_STEPS_FOR_A_CHARACTER * (text.length(repeats) + 100);
    }

    private static long steps(String text, Use use) {
        var counted = new Counted(text);
        use.pattern().matcher(counted).matches();
        use.pattern().matcher(counted).lookingAt();
        if (use.searches()) {
            Matcher matcher = use.pattern().matcher(counted);
            while (matcher.find()) {
                counted.steps++;
            }
        }
        return counted.steps;
    }

    /// Counts how often characters are read, and stops a runaway match.
    private static final class Counted implements CharSequence {
        private static final long ENOUGH = 50_000_000;

        private final String text;
        private long steps;

        Counted(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > ENOUGH) {
                throw new AssertionError("No end after " + ENOUGH + " steps");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
