using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage.Disk;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;

namespace SegmentationService.Api.Http;

/// <summary>The one place where exceptions become problems of RFC 9457. Handlers catch nothing.</summary>
internal sealed class ProblemMapping(ILogger<ProblemMapping> logger) : IExceptionHandler
{
    /// <summary>What a client that has gone away is logged with; nobody receives it.</summary>
    private const int ClientClosedRequest = 499;

    /// <summary>After so many seconds a service that was stopped has mostly been started again.</summary>
    private const string SecondsToStart = "10";

    /// <summary>After so many seconds requests that held the memory have mostly ended.</summary>
    private const string SecondsToEnd = "5";

    private static readonly string[] JsonOnly = ["application/json"];

    /// <summary>What is wrong with a body, as the last part of the type of its problem.</summary>
    public static EnumNames<MalformedBodyKind> BodyKinds { get; } = new(
        (MalformedBodyKind.EmptyBody, "empty-body"),
        (MalformedBodyKind.InvalidCsv, "invalid-csv"),
        (MalformedBodyKind.InvalidJson, "invalid-json"),
        (MalformedBodyKind.InvalidMultipart, "invalid-multipart"),
        (MalformedBodyKind.InvalidEncoding, "invalid-encoding"),
        (MalformedBodyKind.InvalidWorkbook, "invalid-workbook"),
        (MalformedBodyKind.InvalidZip, "invalid-zip"),
        (MalformedBodyKind.InvalidParquet, "invalid-parquet"),
        (MalformedBodyKind.InvalidArrow, "invalid-arrow"));

    /// <summary>What is wrong with a table, in the same way.</summary>
    public static EnumNames<TableDefect> TableKinds { get; } = new(
        (TableDefect.EmptyColumnName, "empty-column-name"),
        (TableDefect.DuplicateColumn, "duplicate-column"),
        (TableDefect.NameTooLong, "name-too-long"),
        (TableDefect.TooManyColumns, "too-many-columns"),
        (TableDefect.TooManyFeatures, "too-many-features"),
        (TableDefect.ModelTooLarge, "model-too-large"),
        (TableDefect.TooManyCustomers, "too-many-customers"),
        (TableDefect.NoCustomers, "no-customers"),
        (TableDefect.UnknownColumn, "unknown-column"),
        (TableDefect.NoNumericColumn, "no-numeric-column"),
        (TableDefect.ConstantColumns, "constant-columns"),
        (TableDefect.InfiniteNumber, "infinite-number"),
        (TableDefect.NumberNotation, "number-notation"),
        (TableDefect.ColumnNotEncodable, "column-not-encodable"),
        (TableDefect.TooFewDistinctCustomers, "too-few-distinct-customers"),
        (TableDefect.MissingOrderColumn, "missing-order-column"),
        (TableDefect.AmbiguousDates, "ambiguous-dates"),
        (TableDefect.UnreadableDates, "unreadable-dates"),
        (TableDefect.UnreadableNumber, "unreadable-number"),
        (TableDefect.TooManyOrders, "too-many-orders"),
        (TableDefect.NoOrders, "no-orders"),
        (TableDefect.MissingColumn, "missing-column"),
        (TableDefect.MissingId, "missing-id"),
        (TableDefect.DuplicateCustomer, "duplicate-customer"),
        (TableDefect.NoCommonCustomer, "no-common-customer"));

    /// <summary>What is wrong with an archive, in the same way.</summary>
    public static EnumNames<ArchiveDefect> ArchiveKinds { get; } = new(
        (ArchiveDefect.InvalidArchive, "invalid-archive"),
        (ArchiveDefect.InvalidVersion, "invalid-version"),
        (ArchiveDefect.TooLarge, "body-too-large"));

    /// <summary>What is wrong with a source, in the same way.</summary>
    public static EnumNames<SourceDefect> SourceKinds { get; } = new(
        (SourceDefect.NotAllowed, "source-not-allowed"),
        (SourceDefect.NotFound, "source-not-found"),
        (SourceDefect.Differs, "source-differs"),
        (SourceDefect.Changed, "source-changed"),
        (SourceDefect.TargetExists, "target-exists"),
        (SourceDefect.Unavailable, "source-unavailable"));

    /// <summary>Gives a problem its trace, and one that the framework made of a status alone the type, title and words of the service.</summary>
    public static void Complete(ProblemDetailsContext context)
    {
        var problem = context.ProblemDetails;
        problem.Extensions["traceId"] = context.HttpContext.TraceId();
        if (problem.Type?.StartsWith("http", StringComparison.Ordinal) == false) return;
        problem.Status ??= context.HttpContext.Response.StatusCode;
        var plain = problem.Status switch
        {
            404 => Problems.Create(404, "not-found", "There is nothing at this address; /swagger lists every call."),
            405 => Problems.Create(405, "method-not-allowed", "This address exists, but not with this method; the header Allow lists those that it has."),
            408 => Problems.Create(408, "request-timeout", "The body of the request came too slowly."),
            413 => Problems.Create(413, "body-too-large", $"The body is larger than {context.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize} bytes, the most that is allowed for this call."),
            415 => Problems.Create(415, "unsupported-media-type", "The body of this call is application/json."),
            _ => Problems.Create(problem.Status.Value, "error", problem.Title ?? "The request failed."),
        };
        (problem.Type, problem.Title, problem.Detail) = (plain.Type, plain.Title, plain.Detail);
    }

    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = ClientClosedRequest;
            return true;
        }

        var problem = ToProblem(exception);
        if (IsFault(problem) && !IsForNow(exception))
            logger.LogError(exception, "The request failed for a reason that lies in the service, trace {TraceId}", context.TraceId());

        context.Response.StatusCode = problem.Status!.Value;
        SecurityHeaders.Add(context.Response);
        switch (exception)
        {
            case UnsupportedBodyException unsupported:
                context.Response.Headers[unsupported.Header == "Content-Encoding" ? "Accept-Encoding" : "Accept-Post"] = string.Join(", ", unsupported.Accepted);
                break;
            case BusyException busy:
                context.Response.Headers.RetryAfter = ((int)busy.RetryAfter.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
                break;
            case MemoryLimitException { IsBusy: true }:
                context.Response.Headers.RetryAfter = SecondsToEnd;
                break;
            case OperationCanceledException:
                context.Response.Headers.RetryAfter = SecondsToStart;
                break;
        }

        await TypedResults.Problem(problem).ExecuteAsync(context);
        return true;
    }

    /// <summary>The problem that an exception is answered with; of a cause that lies in the service it tells nothing.</summary>
    public static ProblemDetails ToProblem(Exception exception) => Map(exception)
        ?? Problems.Create(
            StatusCodes.Status500InternalServerError, "internal-error", "Something went wrong in the service. Its log has the cause under the trace id given here.");

    /// <summary>Whether the cause lies in the service and not in what it was sent.</summary>
    public static bool IsFault(ProblemDetails problem) => problem.Status >= StatusCodes.Status500InternalServerError;

    /// <summary>Whether nobody knows if what was asked for has been done.</summary>
    public static bool IsOfUnknownOutcome(ProblemDetails problem) => problem.Type == Problems.TypePrefix + "outcome-unknown";

    /// <summary>Whether nothing is wrong, neither in the service nor in what it was sent: there is only no room, or no time, for it now.</summary>
    public static bool IsForNow(Exception? exception) => exception is BusyException or MemoryLimitException or ReplicasTooFewException or OperationCanceledException;

    private static ProblemDetails? Map(Exception exception) => exception switch
    {
        MalformedBodyException e => Problems.Create(400, BodyKinds[e.Kind], e.Message, ("line", e.Line), ("item", e.Item), ("column", e.Column)),
        UnsupportedBodyException e => Problems.Create(415, "unsupported-media-type", e.Message, ("accepted", e.Accepted)),
        BodyTooLargeException e => Problems.Create(413, "body-too-large", e.Message, ("limitBytes", e.LimitBytes)),
        InvalidParameterException e => Problems.Create(400, "invalid-parameter", e.Message, ("parameter", e.Parameter)),
        InvalidOptionsException e => Problems.Create(400, "invalid-parameter", e.Message, ("parameter", e.Name)),
        InvalidTableException e => Problems.Create(Status(e.Defect), TableKinds[e.Defect], e.Message + Allowance(e.Defect), ("line", e.Line), ("column", e.Column)),
        UnknownParentException e => Problems.Create(404, "unknown-parent", e.Message, ("parameter", "parent")),
        UnknownTableException e => Problems.Create(404, "table-not-found", e.Message, ("parameter", "table")),
        InexpressibleModelException e => Problems.Create(422, "not-expressible", e.Message, ("parameter", "format")),
        ParentMismatchException e => Problems.Create(422, "parent-differs", e.Message, ("parameter", "parent"), ("missing", e.Missing), ("added", e.Added)),
        ModelMismatchException e => Problems.Create(422, e.Field is null ? "no-usable-field" : "not-a-number", e.Message, ("field", e.Field)),
        OperationCanceledException => Problems.Create(503, "stopping", "The service is being stopped, and the request took too long to wait for; nothing was stored. Send it again."),
        BusyException { IsOfCaller: true } e => Problems.Create(429, "too-many-requests", e.Message),
        BusyException e => Problems.Create(503, "busy", e.Message),
        TimeLimitException e => Problems.Create(422, "time-limit", e.Message),
        SlowBodyException e => Problems.Create(408, "request-timeout", e.Message),
        MemoryLimitException { IsBusy: true } e => Problems.Create(503, "busy", e.Message, ("askedBytes", e.Asked)),
        MemoryLimitException e => Problems.Create(413, "memory-limit", e.Message, ("askedBytes", e.Asked), ("limitBytes", e.MostOfOne)),
        InvalidArchiveException e => Problems.Create(Status(e.Defect), ArchiveKinds[e.Defect], e.Message),
        SourceException e => Problems.Create(Status(e.Defect), SourceKinds[e.Defect], e.Message, ("file", e.File)),
        PartFailedException e => Problems.Create(503, "replica-failed", $"The replica {e.Replica} cannot do its part of the training, and nothing was stored. {e.Message}", ("replica", e.Replica)),
        ReplicasTooFewException e => Problems.Create(507, "replicas-too-few", $"{e.Message} Nothing was stored.", ("replicas", e.Replicas), ("needed", e.Needed)),
        DamagedTableException e => Problems.Create(500, "table-damaged", e.Message),
        TablesFullException e => Problems.Create(507, "tables-full", e.Message),
        StorageUnavailableException => Problems.Create(503, "storage-unavailable", "The store cannot be changed now: it is read-only, or another process holds it. Nothing was stored, and what was stored before is still served. The log has the cause under the trace id given here."),
        OutcomeUnknownException => Problems.Create(500, "outcome-unknown", "The disk of the store failed at the very moment of the change: it may or may not have been made, and a loss of power may undo it. GET /models shows how things stand; then send it again where it was not made. The log has the cause under the trace id given here."),
        CorruptModelException => Problems.Create(500, "corrupt-model", "A model could not be stored, or cannot be read any more. The log of the service has the cause under the trace id given here."),
        TemporaryFileException { InnerException: { } e } when DiskFailure.IsFull(e) => Problems.Create(507, "temporary-folder-full", "The folder of temporary files (ASPNETCORE_TEMP) is full; the disk of the store is another matter, and what is stored is served."),
        IOException e when DiskFailure.IsFull(e) => Problems.Create(507, "storage-full", "The disk of the store is full; nothing was stored, and what was stored before is still served."),
        BadHttpRequestException { StatusCode: 413 } e => Problems.Create(413, "body-too-large", e.Message),
        BadHttpRequestException { StatusCode: 408 } => Problems.Create(408, "request-timeout", "The body of the request came too slowly."),
        BadHttpRequestException { StatusCode: 415 } => Problems.Create(415, "unsupported-media-type", "The body of this call is application/json.", ("accepted", JsonOnly)),
        BadHttpRequestException { InnerException: JsonException e } => Problems.Create(400, "invalid-json", $"The body is not the JSON that is expected: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", ("line", e.LineNumber + 1)),
        BadHttpRequestException e => Problems.Create(400, "bad-request", e.Message),
        _ => null,
    };

    private static int Status(TableDefect defect) => defect switch
    {
        TableDefect.EmptyColumnName or TableDefect.DuplicateColumn or TableDefect.NameTooLong => 400,
        TableDefect.TooManyColumns or TableDefect.TooManyFeatures or TableDefect.ModelTooLarge or TableDefect.TooManyCustomers or TableDefect.TooManyOrders => 413,
        _ => 422,
    };

    /// <summary>How an operator allows what was too much, as a sentence that follows; empty where nothing does.</summary>
    private static string Allowance(TableDefect defect) => defect switch
    {
        TableDefect.TooManyColumns => $" {ReadingOptions.Section}:{nameof(ReadingOptions.MaxColumns)} allows more.",
        TableDefect.TooManyFeatures => $" {ReadingOptions.Section}:{nameof(ReadingOptions.MaxFeatures)} allows more.",
        TableDefect.TooManyOrders => $" {ReadingOptions.Section}:{nameof(ReadingOptions.MaxOrders)} allows more.",
        _ => "",
    };

    private static int Status(SourceDefect defect) => defect switch
    {
        SourceDefect.NotAllowed => 400,
        SourceDefect.NotFound => 404,
        SourceDefect.Differs => 422,
        SourceDefect.Unavailable => 503,
        _ => 409,
    };

    private static int Status(ArchiveDefect defect) => defect switch
    {
        ArchiveDefect.InvalidArchive => 400,
        ArchiveDefect.TooLarge => 413,
        _ => 422,
    };

}
