namespace SegmentationService.Api.Reading;

/// <summary>A body that is refused before it is a table. The family is closed: the derived types in this file are all there are.</summary>
internal abstract class BodyException(string message, Exception? cause) : Exception(message, cause);

/// <summary>What can be wrong with a body. Each value is one stable kind of problem.</summary>
internal enum MalformedBodyKind
{
    /// <summary>There is nothing in it.</summary>
    EmptyBody,

    /// <summary>The rows are not CSV, or not all as long as the header.</summary>
    InvalidCsv,

    /// <summary>It is not JSON, or not a list of flat objects.</summary>
    InvalidJson,

    /// <summary>The multipart form breaks off, or does not hold exactly one file.</summary>
    InvalidMultipart,

    /// <summary>The bytes are not what the Content-Encoding or the charset says.</summary>
    InvalidEncoding,

    /// <summary>The workbook is damaged, or its sheet is no table.</summary>
    InvalidWorkbook,

    /// <summary>The zip file is damaged, or does not hold exactly one table.</summary>
    InvalidZip,

    /// <summary>The Parquet file is damaged, or has no column that is read.</summary>
    InvalidParquet,

    /// <summary>The Arrow stream is damaged or breaks off, or has no column that is read.</summary>
    InvalidArrow,
}

/// <summary>The body cannot be read (400).</summary>
/// <param name="kind">The kind of problem.</param>
/// <param name="message">What is wrong, where, and what is allowed.</param>
/// <param name="cause">The failure that showed it, if any.</param>
internal sealed class MalformedBodyException(MalformedBodyKind kind, string message, Exception? cause = null)
    : BodyException(message, cause)
{
    public MalformedBodyKind Kind { get; } = kind;

    /// <summary>The 1-based line of the text where the row, object or error begins, or null.</summary>
    public long? Line { get; init; }

    /// <summary>The 1-based item of the JSON list, or null.</summary>
    public long? Item { get; init; }

    /// <summary>The name of the column (in JSON: the key), or null.</summary>
    public string? Column { get; init; }
}

/// <summary>The body is of a kind that is not read (415).</summary>
/// <param name="message">What it is, and what is accepted.</param>
/// <param name="header">The header that says so: <c>Content-Type</c> or <c>Content-Encoding</c>.</param>
/// <param name="accepted">The values of that header that are accepted.</param>
internal sealed class UnsupportedBodyException(string message, string header, IReadOnlyList<string> accepted) : BodyException(message, null)
{
    public string Header { get; } = header;

    public IReadOnlyList<string> Accepted { get; } = accepted;
}

/// <summary>The body is too large (413).</summary>
/// <param name="message">What is too large, and the limit.</param>
/// <param name="limitBytes">The limit.</param>
/// <param name="cause">The failure that showed it, if any.</param>
internal sealed class BodyTooLargeException(string message, long limitBytes, Exception? cause = null) : BodyException(message, cause)
{
    public long LimitBytes { get; } = limitBytes;

    /// <param name="subject">What is too large, as a sentence begins: <c>The body</c>.</param>
    /// <param name="limitBytes">The limit.</param>
    /// <param name="cause">The failure that showed it, if any.</param>
    public static BodyTooLargeException Of(string subject, long limitBytes, Exception? cause = null) =>
        new($"{subject} is larger than {limitBytes} bytes, the most that is allowed.", limitBytes, cause);
}
