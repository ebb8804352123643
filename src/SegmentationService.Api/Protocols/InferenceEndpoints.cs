using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Prediction;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core;
using SegmentationService.Core.Data;

namespace SegmentationService.Api.Protocols;

/// <summary>The Open Inference Protocol, version 2, by HTTP: <see href="https://github.com/kserve/open-inference-protocol"/>.</summary>
internal static class InferenceEndpoints
{
    /// <summary>What a client sends with a body that holds tensors as bytes.</summary>
    private const string BinaryHeader = "Inference-Header-Content-Length";

    private const string Topic = "Open Inference Protocol";

    private const string Platform = "segmentation_kmeans";

    private static readonly DescribedBody Body = new(
        "A tensor for each column, as the metadata of the model lists them, or one FP32 or FP64 matrix [n, d] of all columns in that order. Texts are BYTES; null is a value that is missing.",
        new Dictionary<string, string?>
        {
            ["application/json"] = """
                {"id": "42", "inputs": [
                  {"name": "recency_days", "shape": [2], "datatype": "FP64", "data": [3, 260]},
                  {"name": "frequency", "shape": [2], "datatype": "INT64", "data": [42, 1]},
                  {"name": "monetary", "shape": [2], "datatype": "FP64", "data": [5120.5, 42.5]},
                  {"name": "tenure_days", "shape": [2], "datatype": "INT64", "data": [980, 450]}],
                 "outputs": [{"name": "segment"}, {"name": "confidence"}]}
                """,
        });

    public static void MapInference(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup(ProtocolErrors.InferencePath).WithTags(Topic).AllowAnonymous();
        open.MapGet("", () => TypedResults.Ok(new InferenceServerResponse(ServiceName.Name, ServiceName.Version, [])))
            .WithName("getInferenceServer")
            .WithSummary("The service, to clients of the protocol")
            .WithDescription("Its name and version. Errors below /v2 have the member error, as the protocol says, beside those of a problem.");
        var probes = open.MapGroup("/health").WithMetadata(AcceptHeader.Ignored);
        probes.MapGet("/live", () => TypedResults.Ok(new InferenceHealthResponse(Live: true, Ready: null)))
            .WithName("getInferenceLive")
            .WithSummary("Whether the process lives")
            .WithDescription("What /healthz/live says, as the protocol asks it.");
        probes.MapGet("/ready", ReadyAsync)
            .WithName("getInferenceReady")
            .WithSummary("Whether the service can work")
            .WithDescription("What /healthz/ready says, as the protocol asks it.")
            .Produces<InferenceHealthResponse>()
            .Produces<InferenceHealthResponse>(StatusCodes.Status503ServiceUnavailable);

        var models = routes.MapGroup(ProtocolErrors.InferencePath + "/models/{model}").WithTags(Topic);
        DescribeMetadata(models.MapGet("", (string model, ModelStore store, CancellationToken cancellationToken) => MetadataAsync(model, StoredModel.ChampionAlias, store, cancellationToken)))
            .WithName("getInferenceModel").WithSummary("What a model takes and answers");
        DescribeMetadata(models.MapGet("/versions/{version}", MetadataAsync)).WithName("getInferenceVersion").WithSummary("What a version takes and answers");
        DescribeReady(models.MapGet("/ready", (string model, ModelStore store, CancellationToken cancellationToken) => ModelReadyAsync(model, StoredModel.ChampionAlias, store, cancellationToken)))
            .WithName("getInferenceModelReady").WithSummary("Whether a model can serve");
        DescribeReady(models.MapGet("/versions/{version}/ready", ModelReadyAsync)).WithName("getInferenceVersionReady").WithSummary("Whether a version can serve");
        DescribeInfer(models.MapPost(
                "/infer",
                (string model, HttpContext context, ModelStore store, BatchScoring scoring, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken) =>
                    InferAsync(model, StoredModel.ChampionAlias, context, store, scoring, budget, reading, cancellationToken)))
            .WithName("infer").WithSummary("The segments of many customers, as tensors");
        DescribeInfer(models.MapPost("/versions/{version}/infer", InferAsync)).WithName("inferByVersion").WithSummary("The same by one version");
    }

    private static RouteHandlerBuilder DescribeMetadata(RouteHandlerBuilder endpoint) => endpoint.RequireAnyScope()
        .WithDescription("The columns that the model reads, in the order of a matrix, and the tensors of answers. The shape is -1: as many as there are customers.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static RouteHandlerBuilder DescribeReady(RouteHandlerBuilder endpoint) => endpoint.RequireAnyScope()
        .WithDescription("200 when it can; a model that is not there, or cannot be read, is a problem.")
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static RouteHandlerBuilder DescribeInfer(RouteHandlerBuilder endpoint) => endpoint.RequireScope(Scope.Predict).LimitRate(RateLimits.Predictions)
        .WithDescription("""
            What /predict/batch answers of the same customers, bit for bit: segment (INT64), name (BYTES), confidence and distance (FP64), outlier (BOOL), a value for each customer. outputs chooses some of them; id is given back.
            Columns of the model that are not sent are missing, as X-Notices says; a tensor that is none of the model's columns, or whose type, shape or number of values does not fit, is refused.
            Tensors have no value for a customer without a segment: such a request is refused, and names the first.
            """)
        .WithMetadata(Body, BatchCounts.Headers, PreparedLookup.Headers)
        .Produces<InferenceResponse>()
        .ProducesPredictionProblems();

    private static async Task<JsonHttpResult<InferenceHealthResponse>> ReadyAsync(HealthCheckService health, CancellationToken cancellationToken)
    {
        var isReady = (await health.CheckHealthAsync(cancellationToken)).Status != HealthStatus.Unhealthy;
        return TypedResults.Json(new InferenceHealthResponse(Live: true, isReady), ProtocolJson.Default.InferenceHealthResponse, statusCode: isReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Results<Ok<InferenceModelResponse>, ProblemHttpResult>> MetadataAsync(string model, string version, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        return TypedResults.Ok(new InferenceModelResponse(
            found.ModelName,
            [.. store.Find(model)?.Versions.Select(known => VersionNumber.ToText(known.Version)) ?? []],
            Platform,
            [.. found.Model.FeatureSet.Inputs.Select(input => new TensorResponse(input.Name, InferenceTensor.DatatypeOf(input), [-1]))],
            [.. InferenceOutput.All.Select(output => new TensorResponse(output.Name, output.Datatype, [-1]))]));
    }

    private static async Task<Results<Ok<InferenceReadyResponse>, ProblemHttpResult>> ModelReadyAsync(string model, string version, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        return problem is null ? TypedResults.Ok(new InferenceReadyResponse(found.ModelName, Ready: true)) : problem;
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> InferAsync(
        string model, string version, HttpContext context, ModelStore store, BatchScoring scoring, MemoryBudget budget, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        var (problem, prepared) = await PreparedLookup.FindAsync(context, store, model, version);
        if (problem is not null) return problem;
        CheckHeaders(context.Request);

        using var memory = budget.Open();
        using var answers = new InferenceAnswers(prepared, memory);
        InferenceRequest? request = null;
        var customers = await scoring.ScoreAsync(new BatchRequest(prepared), answers, memory, context.Response, ReadAsync, cancellationToken);
        context.Describe(prepared.Version.Stored.ModelName, prepared.Version.Stored.Version, (int)customers);
        await answers.SendAsync(context.Response, request!.Id, request.Outputs, cancellationToken);
        return TypedResults.Empty;

        async Task<IReadOnlyList<Notice>> ReadAsync(BatchScorer scorer, Parallelism parallelism)
        {
            var json = await HeldBody.ReadAsync(RequestBody.Of(context.Request, reading.Value), reading.Value, parallelism.Memory!, cancellationToken);
            request = InferenceRequest.Parse(json, reading.Value, parallelism.Memory!);
            await request.ToTable(prepared).GiveAsync(scorer, cancellationToken);
            request = request with { Inputs = [] }; // nothing of the body is held while the answer is sent
            return [];
        }
    }

    /// <exception cref="UnsupportedBodyException">The body is no JSON, or has bytes behind it.</exception>
    private static void CheckHeaders(HttpRequest request)
    {
        if (request.Headers.ContainsKey(BinaryHeader))
            throw new UnsupportedBodyException($"The request has the header {BinaryHeader}: the extension for binary data is not there; send tensors as JSON.", "Content-Type", ["application/json"]);
        if (request.ContentType is { Length: > 0 } type && !request.HasJsonContentType())
            throw new UnsupportedBodyException($"The Content-Type is '{Excerpt.Of(type)}'; the body of this call is application/json.", "Content-Type", ["application/json"]);
    }
}
