using System.Security.Cryptography;
using System.Text;
using SegmentationService.Api.Http;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Sources;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Answers <c>POST /predict/batch</c> by a job where the request asks for it with <c>Prefer: respond-async</c>, and its answers are written to files: any other batch is answered at once,
/// as the preference allows. <c>POST /jobs/batch</c> always is.
/// </summary>
internal sealed class BatchAsJob(JobService jobs, ModelStore store, FileBatch files, JobThreads disk, TimeProvider time) : IEndpointFilter
{
    /// <summary>The header that asks for it.</summary>
    public static IReadOnlyList<DescribedHeader> Headers { get; } =
        [new(JobCalls.PreferHeader, "respond-async: with source and target, score as a job, and answer 202 as soon as it is accepted.", null), .. KeyHeaders];

    /// <summary>The header that lets a request be sent again.</summary>
    public static IReadOnlyList<DescribedHeader> KeyHeaders =>
        [new(JobCalls.KeyHeader, "A text of your choice, such as a UUID, for one job: sent again with the same key, body and query, the request is answered with the same job.", null)];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (!JobCalls.PrefersAsync(http.Request.Headers)) return await next(context);
        var sent = new TableBody(http.Request.Body, http.Request.ContentType, http.Request.Headers.ContentEncoding, http.Request.ContentLength);
        var (named, body) = await SourceRequest.OfAsync(sent, http.RequestAborted);
        if (named is { Target: not null }) return await AnswerAsync(http, new QueryReader(http.Request.Query, BatchQuery.Parameters), named, http.RequestAborted);
        http.Request.Body = named is null ? body.Content : new MemoryStream(SourceRequest.Bytes(named));
        return await next(context);
    }

    /// <summary>Answers a batch by a job.</summary>
    /// <param name="http">The request.</param>
    /// <param name="query">Its parameters.</param>
    /// <param name="request">The files, or the table, and the folder of the answers.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public async Task<IResult> AnswerAsync(HttpContext http, QueryReader query, SourceRequest request, CancellationToken cancellationToken)
    {
        if (FileScopes.Missing(http.User) is { } forbidden) return forbidden;
        var caller = JobCaller.Of(http.User);
        var (text, sha256) = (http.Request.QueryString.Value ?? "", Digest(http.Request.QueryString.Value, request));
        KeyAnswer? answer = JobCalls.Key(http.Request.Headers, caller) is { } key ? await jobs.TakeKeyAsync(key, cancellationToken) : null;
        using var claim = answer?.Claim;
        if (answer is { } taken && claim is null)
        {
            if (taken.Damaged is { } damaged) return TypedResults.Problem(JobProblems.Damaged(damaged));
            if (taken.First is not { } first) return JobCalls.InFlight(http);
            return first.Record.RequestSha256 == sha256 ? JobCalls.Accepted(http, first) : JobCalls.Reused();
        }

        var (problem, prepared) = await PreparedLookup.FindAsync(http, store, query);
        if (problem is not null) return problem;
        var (version, batch) = (prepared.Version.Stored, BatchQuery.OfFilesAt(query, prepared));
        var pairs = await disk.RunAsync(() => files.Find(request, batch.Form));
        http.Describe(version.ModelName, version.Version);
        return JobCalls.Accepted(http, await jobs.SubmitAsync(
            [.. pairs.Select(pair => BatchPlanFile.Of(pair.Part, pair.Target.Name, time.GetUtcNow().UtcDateTime))],
            new JobBatch(version.Version, request.Target!, pairs.Count),
            version.ModelName,
            text,
            sha256,
            new JobRequest(RateLimits.Caller(http), caller.Name, claim)));
    }

    /// <summary>The SHA-256 of all that the outcome depends on. No training has the same: it begins with what no query does.</summary>
    private static string Digest(string? query, SourceRequest request)
    {
        var source = request.Source.Path ?? Encoding.UTF8.GetString(SourceRequest.Bytes(request));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"batch\n{query}\n{source}\n{request.Target}\n")));
    }
}
