package dev.waymill.worker;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.scheduling.annotation.Scheduled;

/// The architecture rules. Each was violated once by hand and seen to fail.
@AnalyzeClasses(packages = "dev.waymill.worker", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @Test
    void modules_use_only_their_declared_dependencies() {
        ApplicationModules.of(WorkerApplication.class).verify();
    }

    private static final Path SOURCES = Path.of("src/main/java/dev/waymill/worker");

    private static final Pattern TIMELINE_TABLE = Pattern.compile(
            "\\b(?:FROM|JOIN|INTO|UPDATE|USING|ONLY|TABLE)\\s+point\\b|\\bshadowed_point\\b|\\btimeline_change\\b");

    @Test
    void only_the_timeline_names_its_tables() throws IOException {
        try (var files = Files.walk(SOURCES)) {
            assertThat(files.filter(Files::isRegularFile).filter(ArchitectureTest::namesATableOfTheTimeline))
                    .isNotEmpty()
                    .allMatch(file -> file.startsWith(SOURCES.resolve("timeline")));
        }
    }

    private static boolean namesATableOfTheTimeline(Path source) {
        try {
            return TIMELINE_TABLE.matcher(Files.readString(source)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .should()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameStartingWith("Abstract")
            .orShould()
            .haveSimpleNameStartingWith("Base");

    @ArchTest
    static final ArchRule dependencies_come_by_constructor = fields().should().notBeAnnotatedWith(Autowired.class);

    @ArchTest
    static final ArchRule background_work_is_a_loop = noMethods().should().beAnnotatedWith(Scheduled.class);

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule only_the_start_makes_the_clock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(WorkerApplication.class.getName())
            .should()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule kafka_stays_at_the_edge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.waymill.worker",
                    "..worker.consume..",
                    "..worker.engine",
                    "..worker.attempt",
                    "..worker.live",
                    "..worker.report")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule consuming_needs_no_spring = noClasses()
            .that()
            .resideInAPackage("..consume..")
            .and()
            .haveNameNotMatching(".*ConsumeProperties.*|.*package-info")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.springframework..");

    @ArchTest
    static final ArchRule consuming_knows_no_task = noClasses()
            .that()
            .resideInAPackage("..consume..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.waymill.events",
                    "dev.waymill.worker.imports..",
                    "dev.waymill.worker.timeline..",
                    "dev.waymill.worker.attempt",
                    "dev.waymill.worker.handler");

    /// The consuming engine is exempt: it is meant to be used by other projects, too.
    @ArchTest
    static final ArchRule a_public_type_has_a_user_outside_its_package = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveModifier(PUBLIC)
            .and()
            .resideInAPackage("dev.waymill.worker.(*)..")
            .and()
            .resideOutsideOfPackage("..consume..")
            .should(new ArchCondition<>("be used outside their package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean used = type.getDirectDependenciesToSelf().stream()
                            .anyMatch(use ->
                                    !use.getOriginClass().getPackageName().equals(type.getPackageName()));
                    if (!used) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is public for nobody"));
                    }
                }
            });
}
