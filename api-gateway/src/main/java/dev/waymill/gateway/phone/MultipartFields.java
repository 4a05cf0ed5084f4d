package dev.waymill.gateway.phone;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;

/// The text fields of a multipart form, up to its first file. The file is not read.
final class MultipartFields {
    private static final int MOST_FIELDS = 50;
    private static final int LONGEST_FIELD = 4_096;

    private MultipartFields() {}

    static boolean areIn(HttpServletRequest request) {
        return JakartaServletFileUpload.isMultipartContent(request);
    }

    /// @return the fields; of a name that occurs more than once, the first value
    static Map<String, String> read(HttpServletRequest request) throws IOException {
        var upload = new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>();
        upload.setHeaderCharset(StandardCharsets.UTF_8);
        var fields = new HashMap<String, String>();
        try {
            var parts = upload.getItemIterator(request);
            while (parts.hasNext() && fields.size() < MOST_FIELDS) {
                var part = parts.next();
                if (!part.isFormField()) {
                    break;
                }
                var value = part.getInputStream().readNBytes(LONGEST_FIELD + 1);
                if (value.length > LONGEST_FIELD) {
                    throw new ProblemException(
                            ProblemCode.TOO_LARGE, "A field may have at most " + LONGEST_FIELD + " bytes.");
                }
                fields.putIfAbsent(part.getFieldName(), new String(value, StandardCharsets.UTF_8));
            }
        } catch (FileUploadException e) {
            throw ProblemException.in(e)
                    .orElseGet(() ->
                            new ProblemException(ProblemCode.MALFORMED_MULTIPART, "The multipart form is invalid."));
        } catch (IOException e) {
            throw ProblemException.in(e)
                    .orElseGet(() -> new ProblemException(
                            ProblemCode.UPLOAD_INTERRUPTED, "No point was stored. Send it again."));
        }
        return fields;
    }
}
