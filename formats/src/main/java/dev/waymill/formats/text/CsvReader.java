package dev.waymill.formats.text;

import dev.waymill.formats.point.RejectionReason;
import dev.waymill.formats.reader.Attribute;
import dev.waymill.formats.reader.AttributeCollector;
import dev.waymill.formats.reader.PointBuilder;
import dev.waymill.formats.reader.Reading;
import dev.waymill.formats.reader.TextCleaner;
import dev.waymill.formats.reader.UnreadableFileException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;

/// Reads tables: a header row, then one row for each point or stay. The columns are detected by name or set by
/// the uploader.
public final class CsvReader {
    /// An apostrophe that spreadsheets and other programs, including ours, put before text that a spreadsheet
    /// would run as a formula.
    private static final Pattern GUARDED = Pattern.compile("'+[=+@-].*", Pattern.DOTALL);

    private static final Attribute.Spelling NORTH_SOUTH =
            new Attribute.Spelling(Attribute.NORTH_SOUTH, CsvColumns.GUESSED, null);
    private static final Attribute.Spelling EAST_WEST =
            new Attribute.Spelling(Attribute.EAST_WEST, CsvColumns.GUESSED, null);

    private final PointBuilder fix;
    private final AttributeCollector attributes;
    private final CsvColumns columns;
    private final boolean decimalComma;

    private CsvReader(Reading reading, CsvColumns columns, char delimiter) {
        this.fix = PointBuilder.byLine(reading);
        this.attributes = new AttributeCollector(fix, reading);
        this.columns = columns;
        this.decimalComma = delimiter != ',';
    }

    /// @see dev.waymill.formats.reader.FormatReader
    public static void read(InputStream in, Reading reading) throws UnreadableFileException, IOException {
        var text = new BufferedReader(TextStart.open(in), 2 * CsvRows.LONGEST);
        var start = CsvStart.of(text);
        var rows = new CsvRows(text, start.delimiter(), start.line());
        if (!rows.next()) {
            throw UnreadableFileException.wrong("empty-file", "The table is empty");
        }
        var columns = CsvColumns.of(List.copyOf(rows.cells()), reading.hints().columns());
        var table = new CsvReader(reading, columns, start.delimiter());
        while (rows.next()) {
            table.row(rows);
        }
    }

    private void row(CsvRows rows) {
        var cells = rows.cells();
        if (cells.size() == 1 && cells.getFirst().isBlank()) {
            return;
        }
        if (rows.isBroken() || cells.size() < columns.needed() || hasMoreThanNames(cells)) {
            fix.begin(rows.line());
            fix.reject(RejectionReason.LINE_FORMAT, String.join(" | ", cells));
            return;
        }
        attributes.begin(rows.line());
        for (var column : columns.known()) {
            if (column.index() >= cells.size()) {
                // Columns are in table order. Stopping here makes a short row cheap even with a thousand columns.
                break;
            }
            set(column, cells.get(column.index()));
        }
        attributes.end();
    }

    /// An extra delimiter has shifted the cells after it into the wrong columns.
    private boolean hasMoreThanNames(List<String> cells) {
        for (int i = columns.count(); i < cells.size(); i++) {
            if (!cells.get(i).isBlank()) {
                return true;
            }
        }
        return false;
    }

    private void set(CsvColumns.Column column, String cell) {
        var spelling = column.spelling();
        var attribute = spelling.attribute();
        if (attribute.kind() == Attribute.LATITUDE || attribute.kind() == Attribute.LONGITUDE) {
            setCoordinate(spelling, cell);
            if (column.isNegative() && !cell.isBlank()) {
                setIfHemisphere(attribute.kind() == Attribute.LATITUDE ? "S" : "W");
            }
        } else if (spelling.rank() == CsvColumns.GUESSED) {
            setIfHemisphere(TextCleaner.unpadded(cell));
        } else if (CsvColumns.isHemisphere(attribute)) {
            attributes.put(spelling, english(cell));
        } else if (attribute.isNumber()) {
            setMeasure(spelling, cell);
            if (column.hasUnitOfProducer() && !cell.isBlank()) {
                attributes.unitOfProducer();
            }
        } else {
            attributes.put(spelling, GUARDED.matcher(cell).matches() ? cell.substring(1) : cell);
        }
    }

    private void setIfHemisphere(String cell) {
        if (cell.equalsIgnoreCase("N") || cell.equalsIgnoreCase("S")) {
            attributes.put(NORTH_SOUTH, cell);
        } else if (cell.equalsIgnoreCase("E") || cell.equalsIgnoreCase("W")) {
            attributes.put(EAST_WEST, cell);
        }
    }

    /// A comma in a single coordinate can only be a decimal comma, whatever separates the cells.
    private void setCoordinate(Attribute.Spelling spelling, String cell) {
        var number = cell;
        if (cell.indexOf(',') >= 0 && cell.indexOf('.') < 0) {
            number = cell.replace(',', '.');
            attributes.decimalComma();
        }
        attributes.put(spelling, spelling.attribute() == Attribute.LONGITUDE ? english(number) : number);
    }

    /// In a table with decimal points, `1,234` without a unit has a decimal comma only if no comma separates the
    /// cells: a spreadsheet has written it then.
    private void setMeasure(Attribute.Spelling spelling, String cell) {
        boolean isBare = !cell.isEmpty() && Character.isDigit(cell.charAt(cell.length() - 1));
        if (decimalComma && isBare && cell.indexOf(',') >= 0 && cell.indexOf('.') < 0) {
            attributes.put(spelling, cell.replace(',', '.'));
            attributes.decimalComma();
        } else {
            attributes.put(spelling, cell);
        }
    }

    /// Replaces the letter O at either end of a longitude, or alone, if its language is known.
    private String english(String cell) {
        if (columns.letterO() == null) {
            return cell;
        }
        var text = TextCleaner.unpadded(cell);
        if (text.endsWith("O") || text.endsWith("o")) {
            return text.substring(0, text.length() - 1) + columns.letterO();
        }
        return text.startsWith("O") && !text.startsWith("Os") && !text.startsWith("Ou") && !text.startsWith("Oe")
                ? columns.letterO() + text.substring(1)
                : cell;
    }
}
