package dev.waymill.gateway;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import jakarta.persistence.Entity;
import java.time.Instant;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.scheduling.annotation.Scheduled;

@AnalyzeClasses(packages = "dev.waymill.gateway", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule no_grab_bags = noClasses()
            .should()
            .haveNameMatching(".*\\.(Abstract\\w*|\\w*(Utils?|Helper|Manager|Impl|Misc|Common|Base|Dto))");

    @ArchTest
    static final ArchRule no_field_injection = noFields().should().beAnnotatedWith(Autowired.class);

    @ArchTest
    static final ArchRule background_work_is_a_loop = noMethods().should().beAnnotatedWith(Scheduled.class);

    @ArchTest
    static final ArchRule time_comes_from_a_clock = noClasses()
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis");

    /// Swagger depends on Jackson 2's databind; we use Jackson 3. Both use the same annotations.
    @ArchTest
    static final ArchRule one_jackson =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.fasterxml.jackson.databind..");

    @ArchTest
    static final ArchRule kafka_only_at_the_edges = noClasses()
            .that()
            .resideOutsideOfPackages("..live..", "..outbox..", "..view..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.kafka..", "org.springframework.kafka..");

    /// Enums are exempt: they may use JPA annotations to map their names to column values.
    @ArchTest
    static final ArchRule jpa_only_in_entities_and_repositories = noClasses()
            .that()
            .areNotAnnotatedWith(Entity.class)
            .and()
            .haveSimpleNameNotEndingWith("Repository")
            .and()
            .areNotEnums()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..jpa..", "jakarta.persistence..", "org.hibernate..");

    @ArchTest
    static final ArchRule a_public_type_has_a_user_outside_its_package = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .haveModifier(PUBLIC)
            .and()
            .resideInAPackage("dev.waymill.gateway.(*)..")
            .should(new ArchCondition<>("be used outside their package") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                    boolean used = type.getDirectDependenciesToSelf().stream()
                            .anyMatch(d -> !d.getOriginClass().getPackageName().equals(type.getPackageName()));
                    if (!used) {
                        events.add(SimpleConditionEvent.violated(type, type.getName() + " is public for nobody"));
                    }
                }
            });
}
