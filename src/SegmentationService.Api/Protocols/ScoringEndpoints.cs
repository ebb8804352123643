using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Protocols;

/// <summary>The scoring server of MLflow, protocol 2.0 and later: <see href="https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally"/>.</summary>
internal static class ScoringEndpoints
{
    private const string TextType = "text/plain";

    private static readonly DescribedBody Body = new(
        "One of dataframe_split, dataframe_records, instances and inputs; or a table as text/csv.",
        new Dictionary<string, string?>
        {
            ["application/json"] = """{"dataframe_split": {"columns": ["customer_id", "recency_days", "frequency", "monetary", "tenure_days"], "data": [["C01", 3, 42, 5120.50, 980], ["C06", 260, 1, 42.50, 450]]}}""",
            ["text/csv"] = """
                customer_id,recency_days,frequency,monetary,tenure_days
                C01,3,42,5120.50,980
                C06,260,1,42.50,450
                """,
        });

    public static void MapScoring(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("").WithTags("MLflow").AllowAnonymous();
        foreach (var (path, name, summary) in ((string, string, string)[])[("/ping", "ping", "Whether the service can work, to clients of MLflow"), ("/health", "getScoringHealth", "The same as /ping")])
            open.MapGet(path, PingAsync)
                .WithName(name)
                .WithSummary(summary)
                .WithMetadata(AcceptHeader.Ignored)
                .WithDescription("An empty line with 200 when it can, and with 404 when it cannot, as the scoring server of MLflow answers. /healthz/ready says more.")
                .Produces<string>(StatusCodes.Status200OK, TextType);
        open.MapGet("/version", () => TypedResults.Text(ServiceName.Version, TextType))
            .WithName("getServiceVersion")
            .WithSummary("The version of the service")
            .WithDescription("As text, three numbers such as 1.0.0 and nothing else, also without a key; GET /v2 tells the same. It stands where the scoring server of MLflow tells its own, so that clients of MLflow read it as they are.")
            .Produces<string>(StatusCodes.Status200OK, TextType);
        routes.MapPost(ProtocolErrors.ScoringPath, InvokeAsync).WithTags("MLflow").RequireScope(Scope.Predict).LimitRate(RateLimits.Predictions)
            .WithName("invoke")
            .WithSummary("The segments of many customers, as MLflow asks for them")
            .WithDescription("""
                The body is JSON with one of dataframe_split (columns and data), dataframe_records (a list of objects), instances (a list of objects, or of rows) and inputs (an object with a list for each column, or a list as instances takes it),
                or CSV. Rows without names have all columns of the model in the order that GET /v2/models/{model} lists. predictions holds what /predict/batch answers of the same customers, bit for bit. Columns that the model does not use are ignored.
                Errors have the members error_code and message, as those of MLflow have, beside those of a problem.
                """)
            .WithMetadata(new DescribedQuery(PreparedLookup.Parameters), Body, BatchCounts.Headers, PreparedLookup.Headers)
            .Produces<ScoringResponse>()
            .ProducesPredictionProblems();
    }

    private static async Task<ContentHttpResult> PingAsync(HealthCheckService health, CancellationToken cancellationToken)
    {
        var isReady = (await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Unhealthy;
        return TypedResults.Text("\n", TextType, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status404NotFound);
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> InvokeAsync(
        HttpContext context, ModelStore store, BatchScoring scoring, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var (problem, prepared) = await PreparedLookup.FindAsync(context, store, new QueryReader(context.Request.Query, PreparedLookup.Parameters));
        if (problem is not null) return problem;

        using var memory = budget.Open();
        using var answers = new BatchAnswers(new PredictionsWriter(prepared), own: null, memory);
        var customers = await scoring.ScoreAsync(new BatchRequest(prepared), answers, memory, context.Response, ReadAsync, cancellationToken);
        context.Describe(prepared.Version.Stored.ModelName, prepared.Version.Stored.Version, (int)customers);
        await answers.SendAsync(context.Response, "application/json", cancellationToken);
        return TypedResults.Empty;

        async Task<IReadOnlyList<Notice>> ReadAsync(BatchScorer scorer, Parallelism parallelism)
        {
            var body = RequestBody.Of(context.Request, reading.Value);
            if (!context.Request.HasJsonContentType())
            {
                await CustomerBody.ReadAsync(body, scorer, reading.Value, parallelism);
                return [];
            }

            var json = await HeldBody.ReadAsync(body, reading.Value, parallelism.Memory!, cancellationToken);
            await ScoringRequest.Parse(json, reading.Value).GiveAsync(prepared, scorer, parallelism, cancellationToken);
            return [];
        }
    }
}
