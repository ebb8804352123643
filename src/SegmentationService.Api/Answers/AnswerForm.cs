using System.IO.Pipelines;
using Microsoft.Net.Http.Headers;
using SegmentationService.Api.Http;
using SegmentationService.Core;

namespace SegmentationService.Api.Answers;

/// <summary>A form in which a table is answered, chosen by <c>format=</c> or by <c>Accept</c>.</summary>
internal sealed class AnswerForm
{
    /// <summary>A list of objects.</summary>
    public static readonly AnswerForm Json = new("json", "application/json", (target, columns, _) => new JsonRowWriter(target, columns, isList: true));

    /// <summary>An object a line.</summary>
    public static readonly AnswerForm NdJson = new("ndjson", "application/x-ndjson", (target, columns, _) => new JsonRowWriter(target, columns, isList: false))
    {
        OtherTypes = ["application/ndjson", "application/jsonl"],
    };

    /// <summary>Lines below a header.</summary>
    public static readonly AnswerForm Csv = new("csv", "text/csv", (target, columns, _) => new CsvRowWriter(target, columns)) { Charset = "; charset=utf-8" };

    /// <summary>A workbook.</summary>
    public static readonly AnswerForm Workbook = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (target, columns, _) => new WorkbookRowWriter(target, columns)) { IsMadeOfRows = true };

    /// <summary>Typed columns for programs.</summary>
    public static readonly AnswerForm Parquet = new("parquet", "application/vnd.apache.parquet", (target, columns, memory) => new ParquetRowWriter(target, columns, memory))
    {
        IsMadeOfRows = true,
        OtherTypes = ["application/parquet", "application/x-parquet"],
    };

    /// <summary>Typed columns for programs that read them as they come.</summary>
    public static readonly AnswerForm Arrow = new("arrow", "application/vnd.apache.arrow.stream", (target, columns, memory) => new ArrowRowWriter(target, columns, memory)) { IsMadeOfRows = true };

    /// <summary>Names a form in an address.</summary>
    public const string ParameterName = "format";

    private static readonly AnswerForm[] All = [Json, NdJson, Csv, Workbook, Parquet, Arrow];

    private readonly Func<Stream, IReadOnlyList<AnswerColumn>, MemoryShare?, IRowWriter> _open;

    private AnswerForm(string name, string mediaType, Func<Stream, IReadOnlyList<AnswerColumn>, MemoryShare?, IRowWriter> open) => (Name, MediaType, _open) = (name, mediaType, open);

    /// <summary>The query parameter that names the form, for the lists of endpoints.</summary>
    public static QueryParameter Parameter { get; } =
        new(ParameterName, ParameterKind.Text, "The form of the answer; by default what Accept asks for.") { Choices = [.. All.Select(form => form.Name)] };

    /// <summary>The media types of all forms, for OpenAPI.</summary>
    public static string[] MediaTypes { get; } = [.. All.Select(form => form.MediaType)];

    /// <summary>What clients call these types otherwise.</summary>
    public static IEnumerable<string> Synonyms { get; } = [.. All.SelectMany(form => form.OtherTypes)];

    /// <summary>As <c>format=</c> names it, and files that hold it end.</summary>
    public string Name { get; }

    /// <summary>Its media type, without parameters.</summary>
    public string MediaType { get; }

    /// <summary>The Content-Type of the answer.</summary>
    public string ContentType => MediaType + Charset;

    /// <summary>Whether a library makes it of rows, one after the other: such a form cannot be put together from parts that several threads have written.</summary>
    public bool IsMadeOfRows { get; private init; }

    private string[] OtherTypes { get; init; } = [];

    private string Charset { get; init; } = "";

    /// <summary>Whether answers of a media type are files of bytes, and not text.</summary>
    public static bool IsFile(string mediaType) => Array.Exists(All, form => form.IsMadeOfRows && form.MediaType == mediaType);

    /// <summary>The form that is asked for. Where Accept allows none, nobody comes this far.</summary>
    /// <param name="request">The request.</param>
    /// <param name="query">Its query, which has <see cref="Parameter"/>.</param>
    /// <param name="usual">What a client gets that does not care.</param>
    public static AnswerForm Choose(HttpRequest request, QueryReader query, AnswerForm usual)
    {
        if (query.Has(ParameterName)) return Named(query, usual);
        var accepted = AcceptHeader.Of(request);
        AnswerForm[] forms = [usual, Json, Csv, .. All];
        return accepted.Ranges.Select(range => Array.Find(forms, form => form.IsIn(range) && form.IsAllowed(accepted))).FirstOrDefault(form => form is not null) ?? usual;
    }

    /// <summary>The form that the query names.</summary>
    /// <param name="query">It has <see cref="Parameter"/>.</param>
    /// <param name="usual">What it is where the query does not care.</param>
    public static AnswerForm Named(QueryReader query, AnswerForm usual) =>
        query.Text(ParameterName) is { } name ? Array.Find(All, form => form.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? usual : usual;

    /// <summary>Checks that a table fits into the form: before anything is sent.</summary>
    /// <param name="rows">Its rows.</param>
    /// <param name="columns">Its columns.</param>
    /// <exception cref="InvalidParameterException">A workbook cannot hold it.</exception>
    public void CheckFits(long rows, int columns)
    {
        if (this != Workbook || (rows <= WorkbookRowWriter.MostRows && columns <= WorkbookRowWriter.MostColumns)) return;
        throw new InvalidParameterException(ParameterName, FormattableString.Invariant(
            $"A sheet of a workbook (xlsx) holds at most {WorkbookRowWriter.MostRows} rows below its header and {WorkbookRowWriter.MostColumns} columns; there are {rows} rows and {columns} columns. csv, ndjson, parquet and arrow hold them all."));
    }

    /// <summary>Sends a table. Holds a part of it: for Parquet and Arrow some megabytes, else less than one.</summary>
    /// <param name="response">The answer, not begun yet.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="rows">The rows, as many cells in each as there are columns; read as fast as the client takes them.</param>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    /// <param name="cancellationToken">Ends the sending.</param>
    public async ValueTask SendAsync(HttpResponse response, IReadOnlyList<AnswerColumn> columns, IEnumerable<AnswerRow> rows, MemoryShare? memory, CancellationToken cancellationToken)
    {
        response.ContentType = ContentType;
        await WriteAsync(response.BodyWriter, columns, rows, memory, cancellationToken);
    }

    /// <summary>Writes a table. Holds as much of it as <see cref="SendAsync"/>.</summary>
    /// <param name="target">Takes the bytes.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="rows">The rows, as many cells in each as there are columns.</param>
    /// <param name="memory">What it takes its memory from; null where nobody counts.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async ValueTask WriteAsync(PipeWriter target, IReadOnlyList<AnswerColumn> columns, IEnumerable<AnswerRow> rows, MemoryShare? memory, CancellationToken cancellationToken)
    {
        await using var pending = new PendingBytes();
        await using var writer = _open(pending, columns, memory);
        await writer.BeginAsync(cancellationToken);
        foreach (var row in rows)
        {
            await writer.WriteAsync(row, cancellationToken);
            if (pending.IsWorthSending) await pending.SendAsync(target, cancellationToken);
        }

        await writer.EndAsync(cancellationToken);
        await pending.SendAsync(target, cancellationToken);
    }

    /// <summary>Opens a table that is written row by row, to be sent when all of it is known.</summary>
    /// <param name="target">Takes the bytes, without waiting.</param>
    /// <param name="columns">The columns, at least one.</param>
    /// <param name="memory">What it takes its memory from.</param>
    public IRowWriter Open(PendingBytes target, IReadOnlyList<AnswerColumn> columns, MemoryShare memory) => _open(target, columns, memory);

    private bool IsIn(MediaTypeHeaderValue range)
    {
        if (range.MatchesAllTypes) return true;
        var name = range.MediaType.Value ?? "";
        return range.MatchesAllSubTypes
            ? MediaType.StartsWith(name[..^1], StringComparison.OrdinalIgnoreCase)
            : MediaType.Equals(name, StringComparison.OrdinalIgnoreCase) || OtherTypes.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private bool IsAllowed(AcceptHeader accepted) => accepted.Allows(MediaType) || Array.Exists(OtherTypes, accepted.Allows);
}
