using Microsoft.Net.Http.Headers;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads the customers of a body, in any of the formats, as a stream: at no time is more of it held than a buffer and one row. Zip files, workbooks and Parquet
/// files, which are read from their end, wait in a temporary file.
/// </summary>
/// <param name="sink">Takes the customers.</param>
/// <param name="limits">How much is read at most.</param>
/// <param name="sheet">The sheet of a workbook that is read, or null.</param>
/// <param name="leftOut">The lines of a text, or the rows of a sheet, that are passed over.</param>
/// <param name="parallelism">Whose threads split CSV, and what ends the reading.</param>
internal sealed class CustomerBody(ICustomerSink sink, ReadingOptions limits, string? sheet, IReadOnlySet<long> leftOut, Parallelism parallelism)
{
    /// <summary>What the reading itself holds, about: pieces of the body, as they came and as text.</summary>
    private const int BufferBytes = 1 << 20;

    private const string FormType = "multipart/form-data";

    /// <summary>The file that the body lies in, as long as nothing is unpacked of it; else null.</summary>
    private FileStream? File { get; init; }

    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The body; its Content-Type and Content-Encoding say how it is read.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="parallelism">Whose threads split CSV, and what ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is not what its headers say.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read, or the bytes are of another kind of file.</exception>
    /// <exception cref="BodyTooLargeException">The body is larger than the limits allow, as sent or decompressed.</exception>
    /// <exception cref="Core.InvalidTableException">The rows are no table of customers.</exception>
    /// <exception cref="MemoryLimitException">There is no room for what the reading, or the sink, holds of it.</exception>
    /// <exception cref="InvalidOptionsException">A sheet is named, and the body is no workbook, or has no such sheet.</exception>
    public static async ValueTask ReadAsync(TableBody body, ICustomerSink sink, ReadingOptions limits, Parallelism parallelism)
    {
        var (type, format) = Announced(body);
        var sent = body.Open(limits);
        parallelism.Memory?.Take(BufferBytes);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        var content = ContentCoding.Content(sent, decoder, limits);
        var reading = new CustomerBody(sink, limits, body.Sheet, body.LeftOutLines, parallelism) { File = decoder is null && format is not null ? body.File : null };
        if (format is null) await reading.ReadFormAsync(content, type);
        else await reading.ReadAsync(content, format, Wrapping.Any);
    }

    /// <summary>Reads a form of several files, each into a sink of its own.</summary>
    /// <param name="body">The form.</param>
    /// <param name="sinkOf">The sink for a field of the form; it refuses fields that are not expected, or come again.</param>
    /// <param name="limits">How much is read at most, of all files together.</param>
    /// <param name="parallelism">Whose threads split CSV, and what ends the reading.</param>
    /// <exception cref="UnsupportedBodyException">It is no form, or a file is none of those read.</exception>
    /// <inheritdoc cref="ReadAsync(TableBody, ICustomerSink, ReadingOptions, Parallelism)" path="/exception"/>
    public static async ValueTask ReadFilesAsync(TableBody body, Func<string, ICustomerSink> sinkOf, ReadingOptions limits, Parallelism parallelism)
    {
        var (type, format) = Announced(body);
        if (format is not null) throw new UnsupportedBodyException($"The body is one table; {FormType} with a file for each table is expected, as curl -F sends it.", HeaderNames.ContentType, [FormType]);
        var sent = body.Open(limits);
        parallelism.Memory?.Take(BufferBytes);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        var form = new MultipartBody(ContentCoding.Content(sent, decoder, limits), type);
        while (await form.NextAsync(parallelism.Cancellation) is { } file)
            await FileFaults.NameAsync(file.Field, () => new CustomerBody(sinkOf(file.Field), limits, body.Sheet, body.LeftOutLines, parallelism).ReadFileAsync(file));
    }

    /// <summary>Checks what the headers say of a body that is read later.</summary>
    /// <param name="body">The body.</param>
    /// <exception cref="MalformedBodyException">There is none.</exception>
    /// <exception cref="UnsupportedBodyException">The Content-Type or Content-Encoding is none of those read.</exception>
    public static void CheckHeaders(TableBody body)
    {
        _ = Announced(body);
        using var decoder = ContentCoding.Decode(new LimitedStream(Stream.Null, 0, "The body"), body.ContentEncoding);
    }

    /// <summary>Whether a body is said to be a form.</summary>
    public static bool IsForm(TableBody body) => !body.IsEmpty && MediaTypeHeaderValue.TryParse(body.ContentType, out var type) && IsForm(type);

    /// <summary>The fields of a form beside its file, and the name of the file.</summary>
    /// <param name="body">The form; it is read to its end.</param>
    /// <param name="limits">How much is read at most.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">The form is malformed, or a field is too long to be one.</exception>
    public static async ValueTask<FormContent> FormAsync(TableBody body, ReadingOptions limits, CancellationToken cancellationToken)
    {
        var type = MediaTypeHeaderValue.Parse(body.ContentType);
        var sent = body.Open(limits);
        await using var decoder = ContentCoding.Decode(sent, body.ContentEncoding);
        return await new MultipartBody(ContentCoding.Content(sent, decoder, limits), type).ContentAsync(cancellationToken);
    }

    /// <summary>What a table may still be packed in: each once, so that nothing unpacks without end.</summary>
    [Flags]
    private enum Wrapping
    {
        None = 0,
        Gzip = 1,
        Zip = 2,
        Any = Gzip | Zip,
    }

    private static (MediaTypeHeaderValue Type, BodyFormat? Format) Announced(TableBody body)
    {
        if (body.IsEmpty)
            throw new MalformedBodyException(MalformedBodyKind.EmptyBody, "The request has an empty body; a table of customers is expected.");

        var type = MediaTypeHeaderValue.TryParse(body.ContentType, out var parsed) ? parsed : throw Unsupported(body);
        var format = BodyFormat.Of(type);
        return format is not null || IsForm(type) ? (type, format) : throw Unsupported(body);
    }

    private async ValueTask ReadFormAsync(LimitedStream body, MediaTypeHeaderValue type)
    {
        var form = new MultipartBody(body, type);
        await ReadFileAsync(await form.FindFileAsync(parallelism.Cancellation));
        await form.EndAsync(parallelism.Cancellation);
    }

    private async ValueTask ReadFileAsync(MultipartFile file)
    {
        await using var decoder = file.IsGzip ? ContentCoding.Gunzip(new LimitedStream(file.Content, long.MaxValue, "The file")) : null;
        await ReadAsync(decoder is null ? file.Content : ContentCoding.Decompressed(decoder, limits), file.Format, decoder is null ? Wrapping.Any : Wrapping.Zip);
    }

    /// <summary>Reads a table as its bytes say where they are unmistakable, and else as it is called.</summary>
    private async ValueTask ReadAsync(Stream body, BodyFormat format, Wrapping wrapping)
    {
        var bytes = new byte[ContentSignature.Bytes];
        var length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, parallelism.Cancellation);
        var beginning = bytes.AsMemory(0, length);
        var content = new ContinuedStream(beginning, body);
        if (ContentSignature.IsGzip(beginning.Span) && wrapping.HasFlag(Wrapping.Gzip))
        {
            await using var decoder = ContentCoding.Gunzip(new LimitedStream(content, long.MaxValue, "The body"));
            await ReadAsync(ContentCoding.Decompressed(decoder, limits), format, wrapping & ~Wrapping.Gzip);
        }
        else if (ContentSignature.IsGzip(beginning.Span)) throw OtherKind("compressed by gzip twice", "compress it once");
        else if (ContentSignature.IsZip(beginning.Span))
        {
            if (format.Syntax is not (BodySyntax.Workbook or BodySyntax.Zip or BodySyntax.Packed)) throw CalledOtherwise(ContentSignature.LooksLikeWorkbook(beginning.Span) ? BodySyntax.Workbook : BodySyntax.Zip);
            await ReadZipAsync(content, wrapping);
        }
        else if (ContentSignature.IsParquet(beginning.Span))
        {
            if (format.Syntax is not (BodySyntax.Parquet or BodySyntax.Packed)) throw CalledOtherwise(BodySyntax.Parquet);
            CheckNoSheet();
            if (leftOut.Count > 0) throw new InvalidOptionsException("skipLines", "skipLines names lines of a text or rows of a sheet, and the body is a Parquet file, which has neither.");
            await ReadParquetAsync(content, wrapping == Wrapping.Any ? File : null);
        }
        else if (ContentSignature.IsArrowFile(beginning.Span) || (ContentSignature.IsArrowStream(beginning.Span) && format.Syntax is BodySyntax.Arrow or BodySyntax.Packed))
        {
            if (format.Syntax is not (BodySyntax.Arrow or BodySyntax.Packed)) throw CalledOtherwise(BodySyntax.Arrow);
            CheckNoSheet();
            var stream = ContentSignature.IsArrowFile(beginning.Span) ? new ContinuedStream(beginning[ContentSignature.ArrowFile.Length..], body) : content;
            await new ArrowCustomers(sink, limits, parallelism).ReadAsync(stream);
        }
        else
        {
            if (ContentSignature.OtherKind(beginning.Span) is var (name, advice)) throw OtherKind(name, advice);
            CheckNoSheet();
            await ReadTextAsync(content, beginning, Checked(format, beginning.Span));
        }
    }

    private async ValueTask ReadZipAsync(Stream body, Wrapping wrapping)
    {
        await using var file = await TemporaryFile.OfAsync(body, parallelism.Memory, parallelism.Cancellation);
        using var zip = new ZipContent(file);
        if (zip.IsWorkbook) await new WorkbookCustomers(sink, sheet, leftOut, limits, parallelism.Memory).ReadAsync(file, zip, parallelism.Cancellation);
        else if (zip.OtherDocument is var (name, advice)) throw OtherKind(name, advice);
        else if (!wrapping.HasFlag(Wrapping.Zip)) throw new MalformedBodyException(MalformedBodyKind.InvalidZip, "The body is a zip file in a zip file; send the inner one, or the table itself.");
        else
        {
            var (entry, format) = zip.Table();
            await using var table = ZipContent.Open(entry, limits.MaxDecompressedBytes);
            await ReadAsync(table, format, wrapping & ~Wrapping.Zip);
        }
    }

    private async ValueTask ReadParquetAsync(Stream body, FileStream? file)
    {
        await using var putAside = file is null ? await TemporaryFile.OfAsync(body, parallelism.Memory, parallelism.Cancellation) : null;
        await new ParquetCustomers(sink, limits, limits.MaxDecompressedBytes, parallelism).ReadAsync(file ?? putAside!);
    }

    private void CheckNoSheet()
    {
        if (sheet is not null) throw new InvalidOptionsException("sheet", $"sheet is '{Excerpt.Of(sheet)}', but the body is no workbook (.xlsx).");
    }

    private ValueTask ReadTextAsync(Stream body, ReadOnlyMemory<byte> beginning, BodyFormat format) => format.Syntax switch
    {
        BodySyntax.Packed when ContentSignature.LooksLikeJson(beginning.Span) => ReadJsonAsync(body, BodySyntax.Json),
        BodySyntax.Csv or BodySyntax.Tsv or BodySyntax.Packed => CsvCustomers.ReadAsync(body, format, leftOut, sink, limits, parallelism),
        _ => ReadJsonAsync(body, format.Syntax),
    };

    private async ValueTask ReadJsonAsync(Stream body, BodySyntax syntax)
    {
        var notices = new RowNotices(RowUnit.Line);
        await JsonCustomers.ReadAsync(leftOut.Count == 0 ? body : new LeftOutLines(body, leftOut, notices), syntax, sink, limits, parallelism.Cancellation);
        foreach (var notice in notices.Notices()) sink.Note(notice);
    }

    /// <summary>Refuses a text that is evidently not what it is called.</summary>
    private static BodyFormat Checked(BodyFormat format, ReadOnlySpan<byte> beginning) => format.Syntax switch
    {
        BodySyntax.Workbook when !beginning.IsEmpty => throw new MalformedBodyException(MalformedBodyKind.InvalidWorkbook, "The body is called a workbook, but is none; send .xlsx, or CSV as text/csv."),
        BodySyntax.Parquet when !beginning.IsEmpty => throw new MalformedBodyException(MalformedBodyKind.InvalidParquet, "The body is called a Parquet file, but is none; send .parquet, or CSV as text/csv."),
        BodySyntax.Arrow when !beginning.IsEmpty => throw new MalformedBodyException(MalformedBodyKind.InvalidArrow, "The body is called an Arrow stream, but is none; send what a writer of the stream format (IPC) writes, or CSV as text/csv."),
        BodySyntax.Zip when !beginning.IsEmpty => throw new MalformedBodyException(MalformedBodyKind.InvalidZip, "The body is called a zip file, but is none; send a zip, or CSV as text/csv."),
        BodySyntax.Csv or BodySyntax.Tsv when format.Encoding is null && ContentSignature.LooksLikeJson(beginning) => throw new MalformedBodyException(
            MalformedBodyKind.InvalidCsv, "The body is called CSV, but is JSON; send it as application/json, or as application/x-ndjson where it is an object a line (in a form: as .json or .ndjson)."),
        BodySyntax.Csv or BodySyntax.Tsv when format.Encoding is null && ContentSignature.LooksLikeUtf16(beginning) => throw new MalformedBodyException(
            MalformedBodyKind.InvalidEncoding, "The body has bytes of zero as UTF-16 has, and no byte order mark; name its charset, such as Content-Type: text/csv; charset=utf-16."),
        BodySyntax.Csv or BodySyntax.Tsv or BodySyntax.Packed when format.Encoding is null && ContentSignature.LooksBinary(beginning) => throw OtherKind("a binary file of an unknown kind", "send the table as CSV, JSON or .xlsx"),
        BodySyntax.Json or BodySyntax.JsonLines when ContentSignature.LooksLikeCsv(beginning) => throw new MalformedBodyException(
            MalformedBodyKind.InvalidJson, "The body is called JSON, but its line 1 looks like CSV; send it as text/csv (in a form: as .csv).")
        {
            Line = 1,
        },
        _ => format,
    };

    private static UnsupportedBodyException OtherKind(string name, string advice) =>
        new($"The body is {name}, which is not read; {advice}. Accepted are {string.Join(", ", BodyFormat.AcceptedTypes)}.", HeaderNames.ContentType, BodyFormat.AcceptedTypes);

    private static UnsupportedBodyException CalledOtherwise(BodySyntax kind) => new(
        kind == BodySyntax.Workbook ? $"The body is called text, but is a spreadsheet workbook (.xlsx); send it as {BodyFormat.WorkbookType} (in a form: as .xlsx, without a type of text), or save it as CSV."
            : kind == BodySyntax.Parquet ? $"The body is called otherwise, but is a Parquet file; send it as {BodyFormat.ParquetType} (in a form: as .parquet, without a type of text)."
            : kind == BodySyntax.Arrow ? $"The body is called otherwise, but is an Arrow file; send it as {BodyFormat.ArrowType} (in a form: as .arrow, without a type of text)."
            : "The body is called text, but is a zip file; send it as application/zip (in a form: as .zip, without a type of text) with one table in it, or unpack it.",
        HeaderNames.ContentType,
        BodyFormat.AcceptedTypes);

    private static bool IsForm(MediaTypeHeaderValue type) =>
        type.MediaType.Equals(FormType, StringComparison.OrdinalIgnoreCase);

    private static UnsupportedBodyException Unsupported(TableBody body)
    {
        var type = body.ContentType ?? "";
        var problem = type.Length == 0
            ? "The request has no Content-Type"
            : $"The Content-Type '{Excerpt.Of(type)}' is not read";
        var hint = type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? " It is what curl -d sends unless told otherwise; send a file with -H 'Content-Type: text/csv' --data-binary @customers.csv."
            : "";
        return new UnsupportedBodyException(
            $"{problem}; accepted are {string.Join(", ", BodyFormat.AcceptedTypes)}.{hint}",
            HeaderNames.ContentType,
            BodyFormat.AcceptedTypes);
    }
}
