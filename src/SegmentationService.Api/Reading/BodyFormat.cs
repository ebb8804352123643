using System.Text;
using Microsoft.Net.Http.Headers;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>The ways to write a table that are read.</summary>
internal enum BodySyntax
{
    /// <summary>A header line and a line for each customer, the separator detected.</summary>
    Csv,

    /// <summary>The same, separated by tabs.</summary>
    Tsv,

    /// <summary>A JSON list of objects, alone or as <c>customers</c> of an object.</summary>
    Json,

    /// <summary>A JSON object after the other.</summary>
    JsonLines,

    /// <summary>A sheet of a workbook.</summary>
    Workbook,

    /// <summary>A zip file with one table.</summary>
    Zip,

    /// <summary>A Parquet file.</summary>
    Parquet,

    /// <summary>An Arrow stream.</summary>
    Arrow,

    /// <summary>Compressed by gzip, and nothing says what it is then.</summary>
    Packed,
}

/// <summary>How a body is to be read.</summary>
/// <param name="Syntax">The way the table is written.</param>
/// <param name="Encoding">The encoding of CSV; null for UTF-8, or what a byte order mark says.</param>
internal sealed record BodyFormat(BodySyntax Syntax, Encoding? Encoding = null)
{
    /// <summary>What a workbook is called.</summary>
    public const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>What a Parquet file is called.</summary>
    public const string ParquetType = "application/vnd.apache.parquet";

    /// <summary>What an Arrow stream is called.</summary>
    public const string ArrowType = "application/vnd.apache.arrow.stream";

    /// <summary>What a body may be.</summary>
    public static readonly string[] AcceptedTypes =
        ["text/csv", "text/tab-separated-values", "text/plain", "application/json", "application/x-ndjson", WorkbookType, ParquetType, ArrowType, "application/zip", "multipart/form-data"];

    private static readonly string[] AcceptedCharsets = ["utf-8", "utf-16", "iso-8859-1", "windows-1252"];

    /// <summary>The format that a Content-Type announces; null when it is none of those read.</summary>
    /// <exception cref="UnsupportedBodyException">The type is fine, its charset is not.</exception>
    public static BodyFormat? Of(MediaTypeHeaderValue type)
    {
        BodySyntax? syntax = type.MediaType.Value?.ToLowerInvariant() switch
        {
            "text/csv" or "text/plain" => BodySyntax.Csv,
            "text/tab-separated-values" => BodySyntax.Tsv,
            "application/json" => BodySyntax.Json,
            "application/x-ndjson" or "application/ndjson" or "application/jsonl" => BodySyntax.JsonLines,
            WorkbookType or "application/vnd.ms-excel.sheet.macroenabled.12" or "application/vnd.ms-excel" => BodySyntax.Workbook,
            ParquetType or "application/parquet" or "application/x-parquet" => BodySyntax.Parquet,
            ArrowType or "application/vnd.apache.arrow.file" => BodySyntax.Arrow,
            "application/zip" or "application/x-zip-compressed" or "application/x-zip" => BodySyntax.Zip,
            "application/gzip" or "application/x-gzip" => BodySyntax.Packed,
            { } other when other.EndsWith("+json", StringComparison.Ordinal) => BodySyntax.Json,
            _ => null,
        };
        if (syntax is not { } found) return null;

        var charset = HeaderUtilities.RemoveQuotes(type.Charset).Value;
        if (string.IsNullOrEmpty(charset) || IsUtf8(charset)) return new BodyFormat(found);
        if (found is BodySyntax.Json or BodySyntax.JsonLines)
            throw Unsupported($"JSON is read as UTF-8 only, not as '{Excerpt.Of(charset)}'.", ["utf-8"]);
        return new BodyFormat(found, Find(charset));
    }

    /// <summary>The format that the name of a file announces, <c>.gz</c> at its end aside; null when it is none of those read.</summary>
    public static BodyFormat? OfFile(string fileName)
    {
        var name = IsGzip(fileName) ? Path.GetFileNameWithoutExtension(fileName) : fileName;
        return Path.GetExtension(name).ToLowerInvariant() switch
        {
            ".csv" or ".txt" => new BodyFormat(BodySyntax.Csv),
            ".tsv" => new BodyFormat(BodySyntax.Tsv),
            ".json" => new BodyFormat(BodySyntax.Json),
            ".ndjson" or ".jsonl" => new BodyFormat(BodySyntax.JsonLines),
            ".xlsx" or ".xlsm" or ".xls" => new BodyFormat(BodySyntax.Workbook),
            ".parquet" => new BodyFormat(BodySyntax.Parquet),
            ".arrow" or ".arrows" or ".feather" => new BodyFormat(BodySyntax.Arrow),
            ".zip" => new BodyFormat(BodySyntax.Zip),
            _ => null,
        };
    }

    /// <summary>Whether the name of a file says that it is compressed.</summary>
    public static bool IsGzip(string fileName) => fileName.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static bool IsUtf8(string charset) =>
        charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);

    private static Encoding Find(string charset)
    {
        try
        {
            // The code pages (windows-1252 ...) are asked directly: registering them would change the whole process.
            var (onEncode, onDecode) = (EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return CodePagesEncodingProvider.Instance.GetEncoding(charset, onEncode, onDecode) ?? Encoding.GetEncoding(charset, onEncode, onDecode);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw Unsupported($"The charset '{Excerpt.Of(charset)}' is not known.", AcceptedCharsets);
        }
    }

    private static UnsupportedBodyException Unsupported(string problem, string[] charsets) => new(
        $"{problem} Accepted are {string.Join(", ", charsets)} and the like.",
        HeaderNames.ContentType,
        AcceptedTypes);
}
