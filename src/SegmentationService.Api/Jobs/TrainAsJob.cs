using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Tables;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>
/// Answers <c>POST /train</c> by a job where the request asks for it: with <c>Prefer: respond-async</c> (RFC 7240) at once; with an
/// <c>Idempotency-Key</c> alone when the job has ended, so that the key and what it stood for survive a restart. <c>POST /jobs</c> always is.
/// </summary>
internal sealed class TrainAsJob(JobService jobs, ModelStore store, KeptTables tables, IOptions<ReadingOptions> reading) : IEndpointFilter
{
    /// <summary>The header that lets a training be sent again.</summary>
    public static IReadOnlyList<DescribedHeader> KeyHeaders { get; } =
        [new(JobCalls.KeyHeader, "A text of your choice, such as a UUID, for one training: sent again with the same key, body and query, the request trains nothing and is answered as the first time.", null)];

    /// <summary>The headers that ask for it.</summary>
    public static IReadOnlyList<DescribedHeader> Headers { get; } =
    [
        new(JobCalls.PreferHeader, "respond-async: train as a job, and answer 202 as soon as the body has been received.", null),
        .. KeyHeaders,
    ];

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isAsync = JobCalls.PrefersAsync(http.Request.Headers);
        if (!isAsync && !http.Request.Headers.ContainsKey(JobCalls.KeyHeader)) return await next(context);
        var query = TrainQuery.Of(http);
        return query.DryRun ? await next(context) : await AnswerAsync(http, query, isAsync, http.RequestAborted);
    }

    /// <summary>Answers a training by a job.</summary>
    /// <param name="http">The request, whose body is that of a training.</param>
    /// <param name="query">Its parameters; no dry run.</param>
    /// <param name="isAsync">Whether the answer is the job, as soon as it is there, and not what the training comes to.</param>
    /// <param name="cancellationToken">The client has gone.</param>
    public async Task<IResult> AnswerAsync(HttpContext http, TrainQuery query, bool isAsync, CancellationToken cancellationToken)
    {
        var request = http.Request;
        var caller = JobCaller.Of(http.User);
        var key = JobCalls.Key(request.Headers, caller);
        var body = RequestBody.Of(request, reading.Value);
        await query.CheckBodyAsync(request, cancellationToken);
        if (query.Table is { } table) await tables.FindAsync(table, cancellationToken);
        else CustomerBody.CheckHeaders(body);
        if (key is null) return JobCalls.Accepted(http, await jobs.SubmitAsync(body, query, new JobRequest(RateLimits.Caller(http), caller.Name), cancellationToken));

        var answer = await jobs.TakeKeyAsync(key, cancellationToken);
        using var claim = answer.Claim;
        if (answer.Damaged is { } damaged) return TypedResults.Problem(JobProblems.Damaged(damaged));
        if (answer.First is { } first) return await AgainAsync(http, body, query, first, isAsync, cancellationToken);
        if (claim is null) return JobCalls.InFlight(http);

        var job = await jobs.SubmitAsync(body, query, new JobRequest(RateLimits.Caller(http), caller.Name, claim, IsAwaited: !isAsync), cancellationToken);
        if (isAsync) return JobCalls.Accepted(http, job);

        // A client that goes away stops it, as it does without a key.
        using var gone = cancellationToken.Register(job.Cancel);
        var ended = await job.Ended;
        cancellationToken.ThrowIfCancellationRequested();
        return await EndedAsync(http, ended);
    }

    private async Task<IResult> AgainAsync(HttpContext http, TableBody body, TrainQuery query, Job first, bool isAsync, CancellationToken cancellationToken)
    {
        if (await SpooledRequest.DigestAsync(body, query.Text, reading.Value, cancellationToken) != first.Record.RequestSha256)
            return JobCalls.Reused();
        if (isAsync && !(first.Record.IsAwaited && !first.Record.HasEnded)) return JobCalls.Accepted(http, first);
        return first.Record.HasEnded ? await EndedAsync(http, first.Record) : JobCalls.InFlight(http);
    }

    /// <summary>What is answered without a job.</summary>
    private async Task<IResult> EndedAsync(HttpContext http, JobRecord record)
    {
        if (JobService.ErrorOf(record) is { } problem) return TypedResults.Problem(problem);
        if (record.Status == JobStatus.Canceled) return Problems.Conflict("job-canceled", "The training was canceled by DELETE /jobs/{id}; nothing was stored.");
        if (await jobs.FindVersionAsync(record) is not { } made)
            return TypedResults.Problem(Problems.Create(
                StatusCodes.Status410Gone, "version-gone", $"The training made a version of '{record.Model}' that has been deleted since."));
        http.Describe(made.ModelName, made.Version, made.Report.Customers);
        return TypedResults.Created(http.Request.Address($"/models/{made.ModelName}/versions/{made.Version}"), VersionResponse.Of(store, made, await tables.IsKeptAsync(made.Source?.Table, http.RequestAborted)));
    }
}
