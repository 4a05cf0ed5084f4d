package dev.waymill.gateway.upload;

import dev.waymill.gateway.problem.ProblemCode;
import dev.waymill.gateway.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import org.apache.commons.fileupload2.core.DiskFileItem;
import org.apache.commons.fileupload2.core.DiskFileItemFactory;
import org.apache.commons.fileupload2.core.FileItemInput;
import org.apache.commons.fileupload2.core.FileItemInputIterator;
import org.apache.commons.fileupload2.core.FileUploadException;
import org.apache.commons.fileupload2.core.FileUploadSizeException;
import org.apache.commons.fileupload2.jakarta.servlet6.JakartaServletFileUpload;
import org.jspecify.annotations.Nullable;

/// The file of a request before its content is read: the part named `file` of a multipart form, or the raw
/// body.
///
/// @param name the name given by the uploader; null when there is none
/// @param content reads from the connection
record IncomingFile(@Nullable String name, InputStream content) {
    private static final String PART = "file";
    private static final int MAX_PARTS = 50;

    /// @param maxBytes the most bytes of the whole form
    static IncomingFile of(HttpServletRequest request, long maxBytes) throws IOException {
        if (JakartaServletFileUpload.isMultipartContent(request)) {
            return ofMultipart(request, maxBytes);
        }
        return new IncomingFile(null, new ClientInput(request.getInputStream()));
    }

    private static IncomingFile ofMultipart(HttpServletRequest request, long maxBytes) throws IOException {
        var upload = new JakartaServletFileUpload<DiskFileItem, DiskFileItemFactory>();
        upload.setHeaderCharset(StandardCharsets.UTF_8);
        upload.setSizeMax(maxBytes);
        try {
            var parts = upload.getItemIterator(request);
            ProblemException lost = null;
            for (int part = 0; part < MAX_PARTS && parts.hasNext(); part++) {
                FileItemInput item = parts.next();
                if (!PART.equals(item.getFieldName())) {
                    lost = lost == null ? refusalOf(item) : lost;
                } else if (lost != null) {
                    throw lost;
                } else {
                    return new IncomingFile(nameOf(item), new ClientInput(new OnlyFile(item.getInputStream(), parts)));
                }
            }
        } catch (FileUploadSizeException e) {
            if (e.getPermitted() >= maxBytes) {
                throw e;
            }
            throw longHeaders(e);
        } catch (FileUploadException e) {
            throw malformed(e);
        } catch (IOException e) {
            // Only the connection was read, so it caused the error.
            throw ClientInput.interrupted(e);
        }
        throw new ProblemException(ProblemCode.MISSING_FILE, "Send the file as the part \"file\" of the form.");
    }

    private static ProblemException longHeaders(FileUploadSizeException e) {
        return new ProblemException(
                ProblemCode.MALFORMED_MULTIPART,
                "The headers of a part may have at most %d bytes.".formatted(e.getPermitted()));
    }

    private static ProblemException malformed(FileUploadException e) {
        return ProblemException.in(e)
                .orElseGet(() -> new ProblemException(
                        ProblemCode.MALFORMED_MULTIPART, "The multipart form is invalid: " + why(e)));
    }

    /// Returns a problem if the part beside the file would be lost, and its sender would not notice: another
    /// file, or an option of the import. Other fields, e.g. of a web page, are ignored; null for them.
    private static @Nullable ProblemException refusalOf(FileItemInput part) {
        if (!part.isFormField() || PART.equals(part.getFieldName())) {
            return new ProblemException(
                    ProblemCode.SEVERAL_FILES,
                    "Nothing was stored. Send each file in its own request, or all in one archive.");
        }
        var name = String.valueOf(part.getFieldName());
        return UploadQuery.NAMES.stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(option -> ProblemException.at(
                        "/" + option,
                        ProblemCode.UNKNOWN_FIELD,
                        "Nothing was stored. Options belong in the query: ?" + option + "=…"))
                .orElse(null);
    }

    /// Returns null for an invalid name.
    private static @Nullable String nameOf(FileItemInput item) {
        try {
            return item.getName();
        } catch (InvalidPathException _) {
            return null;
        }
    }

    private static String why(FileUploadException broken) {
        return broken.getClass().getSimpleName().replaceAll("^FileUpload|Exception$", "") + ".";
    }

    /// The content of the form's file. At its end it checks the parts that follow. If one is refused, nothing
    /// is stored, because the content does not end.
    private static final class OnlyFile extends FilterInputStream {
        private final FileItemInputIterator parts;
        private boolean isOver;

        OnlyFile(InputStream in, FileItemInputIterator parts) {
            super(in);
            this.parts = parts;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int some = isOver ? -1 : super.read(buffer, offset, length);
            if (some < 0 && !isOver) {
                isOver = true;
                checkRest();
            }
            return some;
        }

        private void checkRest() throws IOException {
            try {
                for (int part = 0; part < MAX_PARTS && parts.hasNext(); part++) {
                    var refusal = refusalOf(parts.next());
                    if (refusal != null) {
                        throw refusal;
                    }
                }
            } catch (FileUploadSizeException e) {
                throw e;
            } catch (FileUploadException e) {
                throw malformed(e);
            }
        }
    }

    /// Marks errors of the connection. Otherwise a client that disconnects could not be told from a full disk:
    /// both are an [IOException].
    private static final class ClientInput extends FilterInputStream {
        ClientInput(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            try {
                return super.read();
            } catch (FileUploadSizeException e) {
                throw e;
            } catch (IOException e) {
                throw interrupted(e);
            }
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return super.read(buffer, offset, length);
            } catch (FileUploadSizeException e) {
                throw e;
            } catch (IOException e) {
                throw interrupted(e);
            }
        }

        private static InterruptedUploadException interrupted(IOException why) {
            ProblemException.in(why).ifPresent(refusal -> {
                throw refusal;
            });
            return new InterruptedUploadException(why);
        }
    }
}
