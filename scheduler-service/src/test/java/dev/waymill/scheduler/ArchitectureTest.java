package dev.waymill.scheduler;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.scheduling.annotation.Scheduled;

/// The architecture rules. Each was violated once by hand and seen to fail.
@AnalyzeClasses(packages = "dev.waymill.scheduler", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @Test
    void modules_use_only_their_declared_dependencies() {
        ApplicationModules.of(SchedulerApplication.class).verify();
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
            .doNotHaveFullyQualifiedName(SchedulerApplication.class.getName())
            .should()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule kafka_stays_at_the_edge = noClasses()
            .that()
            .resideInAnyPackage("..task", "..retry", "..lease", "..loop")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule a_public_type_has_a_user_outside_its_package = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveModifier(PUBLIC)
            .and()
            .resideInAPackage("dev.waymill.scheduler.(*)..")
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
