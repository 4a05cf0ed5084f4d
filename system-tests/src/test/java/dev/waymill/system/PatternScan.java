package dev.waymill.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds every regular expression in the compiled main code of all modules.
final class PatternScan {
    private static final String PATTERN = "java/util/regex/Pattern";
    private static final String MATCHER = "java/util/regex/Matcher";
    private static final Set<String> OF_STRING =
            Set.of("matches", "replaceAll", "replaceFirst", "split", "splitWithDelimiters");
    private static final Set<String> SEARCHING =
            Set.of("find", "replaceAll", "replaceFirst", "results", "split", "splitAsStream", "splitWithDelimiters");

    private final List<Use> uses = new ArrayList<>();
    /// The pattern of each field.
    private final Map<String, Use> fields = new HashMap<>();
    private final Set<String> searched = new HashSet<>();

    private PatternScan() {}

    /// @param place the class that uses the pattern
    /// @param regex empty when it is not a constant
    /// @param searches whether matching is tried at every position of a text, not only at its start
    record Use(String place, String regex, int flags, boolean searches) {
        Pattern pattern() {
            return Pattern.compile(regex, flags);
        }

        @Override
        public String toString() {
            return place.substring(place.lastIndexOf('/') + 1) + " " + regex;
        }
    }

    static Stream<Use> of(Path root) {
        var scan = new PatternScan();
        try (var modules = Files.list(root)) {
            modules.map(module -> module.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .forEach(scan::folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        scan.fields.forEach((field, use) ->
                scan.uses.add(new Use(use.place(), use.regex(), use.flags(), scan.searched.contains(field))));
        return scan.uses.stream();
    }

    /// Scans a folder of classes, except for the test helpers, which apply patterns to our own routes only.
    private void folder(Path classes) {
        var forTests = classes.resolve("dev/waymill/stack/test");
        try (var files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class") && !file.startsWith(forTests))
                    .sorted()
                    .forEach(this::file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void file(Path file) {
        try {
            var model = ClassFile.of().parse(file);
            model.methods().forEach(method -> method(model, method));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // Tracks the constants most recently loaded in the current method.
    private final List<String> texts = new ArrayList<>();
    private int number;
    private String field = "";
    private @Nullable Use made;

    private void method(ClassModel type, MethodModel method) {
        texts.clear();
        made = null;
        field = "";
        for (var element : method.code().map(code -> code.elementList()).orElse(List.of())) {
            switch (element) {
                case ConstantInstruction constant -> constant(constant.constantValue());
                case FieldInstruction access -> field(access);
                case InvokeInstruction call -> call(type.thisClass().asInternalName(), call);
                default -> {
                    // Other instructions neither create nor use a pattern.
                }
            }
        }
    }

    private void constant(Object value) {
        if (value instanceof String text) {
            texts.add(text);
        } else if (value instanceof Integer some) {
            number = some;
        }
    }

    private void field(FieldInstruction access) {
        boolean isPattern = access.typeSymbol().descriptorString().equals("L" + PATTERN + ";");
        if (isPattern && access.opcode() == Opcode.PUTSTATIC && made != null) {
            fields.put(nameOf(access), made);
            uses.remove(made);
            made = null;
        } else if (isPattern) {
            field = nameOf(access);
        }
    }

    private void call(String place, InvokeInstruction call) {
        var owner = call.owner().asInternalName();
        var name = call.name().stringValue();
        if (owner.equals(PATTERN) && (name.equals("compile") || name.equals("matches"))) {
            boolean hasFlags = name.equals("compile") && call.typeSymbol().parameterCount() == 2;
            made = new Use(place, last(1), hasFlags ? number : 0, false);
            uses.add(made);
        } else if (owner.equals("java/lang/String") && OF_STRING.contains(name)) {
            uses.add(new Use(place, last(name.startsWith("replace") ? 2 : 1), 0, !name.equals("matches")));
        } else if ((owner.equals(MATCHER) || owner.equals(PATTERN)) && SEARCHING.contains(name)) {
            searched.add(field);
        }
        texts.clear();
    }

    /// The first of the last `arguments` constants that were loaded; empty when there is none.
    private String last(int arguments) {
        return texts.isEmpty() ? "" : texts.get(Math.max(0, texts.size() - arguments));
    }

    private static String nameOf(FieldInstruction access) {
        return access.owner().asInternalName() + "." + access.name().stringValue();
    }
}
