using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Training;

namespace SegmentationService.Api.Jobs;

/// <summary>Jobs: trainings, and the scoring of files, that go on while nobody waits for them.</summary>
internal static class JobEndpoints
{
    private const string Progress = "progress";
    private const string End = "end";

    /// <summary>After so long without news the last event is sent again, so that nothing on the way takes the connection for dead.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>How soon a client asks again for a job of another process.</summary>
    private static readonly TimeSpan Reconnection = TimeSpan.FromSeconds(1);

    /// <summary>Those of a training that does something.</summary>
    private static readonly QueryParameter[] Parameters = [.. TrainQuery.Parameters.Where(parameter => parameter.Name != TrainQuery.DryRunParameter)];

    private const string StatusParameter = "status";
    private const string ModelParameter = "model";

    private static readonly QueryParameter[] ListParameters =
    [
        .. Paging.Parameters("jobs"),
        new(StatusParameter, ParameterKind.Text, "Only jobs that stand there.") { Choices = JobRecord.Statuses.All },
        new(ModelParameter, ParameterKind.Text, "Only jobs that train this model."),
    ];

    /// <summary>Lets <c>POST /train</c> be answered by a job, when the request asks for it.</summary>
    public static void AnsweredByJobs(this RouteHandlerBuilder train) => train
        .AddEndpointFilter<TrainAsJob>()
        .WithMetadata(new DescribedHeaders(TrainAsJob.Headers))
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status410Gone);

    /// <summary>Lets <c>POST /predict/batch</c> with files and a target be answered by a job, when the request asks for it.</summary>
    public static void AnsweredByScoringJobs(this RouteHandlerBuilder batch) => batch
        .AddEndpointFilter<BatchAsJob>()
        .WithMetadata(new DescribedHeaders(BatchAsJob.Headers))
        .ProducesProblem(StatusCodes.Status409Conflict);

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/jobs").WithTags("Jobs").RequireScope(Scope.TrainOrAdmin).ProducesProblem(StatusCodes.Status400BadRequest);
        group.AddEndpointFilter((call, next) =>
        {
            _ = new QueryReader(call.HttpContext.Request.Query, []);
            return next(call);
        });
        routes.MapPost("/jobs", TrainAsync).LimitBodies().AddEndpointFilter<FormFields>().RequireScope(Scope.Train).LimitRate(RateLimits.Trainings)
            .WithTags("Jobs")
            .WithName("startJob")
            .WithSummary("Finds the segments of a table of customers, while nobody waits")
            .WithDescription("""
                Takes what POST /train takes, and answers as soon as the body has been received; as POST /train with Prefer: respond-async does. GET /jobs/{id}, whose address is in Location,
                tells how far the training is, and once it has succeeded which version it made. DELETE /jobs/{id} cancels it. A job outlives a restart of the service.
                """)
            .WithMetadata(new DescribedQuery(Parameters), DescribedBody.Customers, new DescribedHeaders(TrainAsJob.KeyHeaders))
            .Produces<JobResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        routes.MapPost("/tables/{table}/jobs", TrainAsync).AddEndpointFilter<TableOfAddress>().RequireScope(Scope.Train).LimitRate(RateLimits.Trainings)
            .WithTags("Jobs")
            .WithName("startTableJob")
            .WithSummary("Finds the segments of a kept table, while nobody waits")
            .WithDescription("What POST /jobs?table=ID answers; there is no body. A job reads the table when its turn comes.")
            .WithMetadata(new DescribedQuery(TableOfAddress.Parameters), new DescribedHeaders(TrainAsJob.KeyHeaders))
            .Produces<JobResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status408RequestTimeout)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        routes.MapPost("/jobs/batch", ScoreAsync).RequireScope(Scope.Train).LimitRate(RateLimits.Predictions)
            .WithTags("Jobs")
            .WithName("startBatchJob")
            .WithSummary("The segments of the customers of files, or of a table, while nobody waits")
            .WithDescription("""
                Does what POST /predict/batch does with source and target, with the same answers, byte for byte, and answers as soon as the job is accepted; as that call with Prefer: respond-async does.
                Every process that shares the store and the volume of the data takes files of it. The version is the one that serves when the job is accepted. The answers appear together, when all
                are there, or none does. GET /jobs/{id} tells how many files and customers are scored, DELETE /jobs/{id} cancels it, and once it has succeeded GET /jobs/{id}/files tells of each file.
                With keys it needs the scopes predict and train.
                """)
            .WithMetadata(new DescribedQuery(BatchQuery.OfFiles), new DescribedHeaders(BatchAsJob.KeyHeaders), PreparedLookup.Headers, new DescribedExample("""{"source": {"path": "customers/*.parquet"}, "target": "scored"}"""))
            .Accepts<BatchJobRequest>("application/json")
            .Produces<JobResponse>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ProducesProblem(StatusCodes.Status507InsufficientStorage);
        routes.MapGet("/jobs", ListAsync).RequireScope(Scope.TrainOrAdmin)
            .WithTags("Jobs")
            .WithName("listJobs")
            .WithSummary("All jobs")
            .WithDescription("""
                Those that wait or run, and those that ended lately, the newest first. With keys: those that the key asked for, and all for a key of the scope admin. setAside lists jobs whose record is damaged.
                Where there are more jobs than limit, next is there, which goes into after for the page that follows, and Link has the address of that. Jobs that come meanwhile stand before all pages.
                """)
            .WithMetadata(new DescribedQuery(ListParameters), Paging.Answered)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        group.MapGet("/{id}", GetAsync)
            .WithName("getJob")
            .WithSummary("One job: where it stands")
            .WithDescription("Once it has succeeded, result names the version; of a scoring job, where the files of its answers are listed. Once it has failed, error is the problem that the call without a job would have answered.")
            .Produces<JobResponse>()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status500InternalServerError);
        group.MapGet("/{id}/events", GetEventsAsync)
            .WithName("getJobEvents")
            .WithSummary("The progress of a job as server-sent events")
            .WithDescription("""
                An event progress for each phase, for each number of segments found with its inertia, and in between for the passes of the clustering under way; then one
                event end. The data of each is the job as GET /jobs/{id} answers it. After a break, Last-Event-ID goes on where it was; after the last event the answer
                is 204, which ends the retries of a browser's EventSource.
                """)
            .WithMetadata(new DescribedHeaders([new("Last-Event-ID", "The id of the last event that was received.", "1-3")]))
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/{id}/files", GetFilesAsync)
            .WithName("getJobFiles")
            .WithSummary("The files that a scoring job has made")
            .WithDescription("What POST /predict/batch with source and target answers: the files with their counts and notices, in the order of the source. There are none before the job has succeeded, nor of a training.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status500InternalServerError);
        group.MapDelete("/{id}", DeleteAsync)
            .WithName("cancelJob")
            .WithSummary("Cancels a job")
            .WithDescription("It ends within a second, whatever it does, and nothing is stored. Once this has been answered, it is canceled for good. A job whose record is damaged is removed; its idempotency key is free then.")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static Task<IResult> TrainAsync(HttpContext context, TrainAsJob training, CancellationToken cancellationToken)
    {
        var query = TrainQuery.Of(context);
        return query.DryRun
            ? throw new InvalidParameterException(TrainQuery.DryRunParameter, $"A job trains: {TrainQuery.DryRunParameter} belongs to POST /train; POST /tables and GET /tables/{{id}}/report tell what a training would be made of, too.")
            : training.AnswerAsync(context, query, isAsync: true, cancellationToken);
    }

    private static Task<IResult> ScoreAsync(BatchJobRequest? request, HttpContext context, BatchAsJob batches, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, BatchQuery.OfFiles);
        return request?.ToSourceRequest() is { } named
            ? batches.AnswerAsync(context, query, named, cancellationToken)
            : throw new MalformedBodyException(MalformedBodyKind.InvalidJson, "The body names files, or a table of a database, and a folder of the volume of the data, such as {\"source\": {\"path\": \"customers/*.parquet\"}, \"target\": \"scored\"} or {\"source\": {\"postgres\": \"Shop\", \"table\": \"public.customers\"}, \"target\": \"scored\"}.");
    }

    private static async Task<Results<Ok<FileBatchResponse>, ProblemHttpResult>> GetFilesAsync(
        string id, ClaimsPrincipal user, JobService jobs, JobBook book, BatchWork batches, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, jobs, cancellationToken) is not { } job) return Unknown(id, book);
        return job.Record is { Batch: not null, Status: JobStatus.Succeeded }
            ? TypedResults.Ok(await batches.AnswerOfAsync(job.Record))
            : Problems.Conflict("job-without-files", $"The job is a {job.Record.Kind} that is {JobRecord.Statuses[job.Record.Status]}; one of scoring that has succeeded has files.");
    }

    private static async Task<Ok<JobListResponse>> ListAsync(HttpContext context, JobService jobs, JobBook book, CancellationToken cancellationToken)
    {
        var query = new QueryReader(context.Request.Query, ListParameters);
        var caller = JobCaller.Of(context.User);
        var (status, model) = (query.Choice<JobStatus>(StatusParameter), query.Text(ModelParameter));
        var asked = (await jobs.AllAsync(cancellationToken)).Where(job => caller.Owns(job.Record) && (status is null || job.Record.Status == status) && (model is null || job.Record.Model == model));
        var page = TimedPage.Of(asked, job => (job.Record.CreatedAt, job.Record.Id.ToString()), id => Guid.TryParseExact(id, "D", out _), query);
        context.LinkNext(page.Next);
        return TypedResults.Ok(new JobListResponse(
            [.. page.Items.Select(job => JobResponse.Of(job.State))],
            [.. book.Damaged.Select(job => new SetAsideResponse(job.Id.ToString(), job.Reason))])
        { Next = page.Next });
    }

    private static async Task<Results<Ok<JobResponse>, ProblemHttpResult>> GetAsync(
        string id, ClaimsPrincipal user, JobService jobs, JobBook book, CancellationToken cancellationToken) =>
        await FindAsync(id, user, jobs, cancellationToken) is { } job ? TypedResults.Ok(JobResponse.Of(job.State)) : Unknown(id, book);

    private static async Task<IResult> GetEventsAsync(
        string id, HttpContext context, JobService jobs, JobBook book, GracefulStop stop, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context.User, jobs, cancellationToken) is not { } job) return Unknown(id, book);
        string? last = context.Request.Headers["Last-Event-ID"];
        if (job.EventsAfter(last) is { Events: [], More: null }) return TypedResults.NoContent();
        return TypedResults.ServerSentEvents(EventsAsync(job, last, stop.Begun, context.RequestAborted));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, ClaimsPrincipal user, JobService jobs, JobBook book, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, user, jobs, cancellationToken) is not { } job)
        {
            if (Damaged(id, book) is not { } damaged || !JobCaller.Of(user).MayTidyUp) return Unknown(id, book);
            await jobs.RemoveAsync(damaged);
            return TypedResults.NoContent();
        }

        if (!job.IsOwn && !job.Record.HasEnded)
            return Problems.Conflict("job-elsewhere", "Another process that shares the volume works on this job; cancel it there.");
        var ended = await jobs.CancelAsync(job, cancellationToken);
        return ended.Status == JobStatus.Canceled
            ? TypedResults.NoContent()
            : Problems.Conflict("job-ended", $"The job has {JobResponse.Of(job.State).Status} and cannot be canceled any more.");
    }

    private static async IAsyncEnumerable<SseItem<JobResponse>> EventsAsync(Job job, string? last, CancellationToken stop, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop, cancellationToken);
        while (true)
        {
            var (events, more) = job.EventsAfter(last);
            foreach (var happened in events)
            {
                last = happened.Id;
                yield return new SseItem<JobResponse>(JobResponse.Of(happened.State), happened.State.Record.HasEnded ? End : Progress)
                {
                    EventId = happened.Id,
                    ReconnectionInterval = job.IsOwn ? null : Reconnection,
                };
            }

            if (more is null || !job.IsOwn) yield break;
            await more.WaitAsync(KeepAlive, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (end.IsCancellationRequested) yield break;
            if (!more.IsCompleted) yield return new SseItem<JobResponse>(JobResponse.Of(job.State), Progress);
        }
    }

    /// <summary>Finds a job that the caller may see; that of another is as good as none.</summary>
    private static async Task<Job?> FindAsync(string id, ClaimsPrincipal user, JobService jobs, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var parsed) && await jobs.FindAsync(parsed, cancellationToken) is { } job && JobCaller.Of(user).Owns(job.Record) ? job : null;

    private static DamagedJob? Damaged(string id, JobBook book) => Guid.TryParse(id, out var parsed) ? book.FindDamaged(parsed) : null;

    private static ProblemHttpResult Unknown(string id, JobBook book) =>
        Damaged(id, book) is { } damaged ? TypedResults.Problem(JobProblems.Damaged(damaged)) : Problems.UnknownJob(id);
}
