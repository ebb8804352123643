using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using SegmentationService.Api.Hosting;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Storage;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Prediction;

/// <summary><c>POST /predict</c> and <c>POST /predict/batch</c>.</summary>
internal static class PredictionEndpoints
{
    private const string VersionHeader = "X-Model-Version";
    private const int Alternatives = 3;

    private static readonly QueryParameter[] Parameters =
    [
        new("model", ParameterKind.Text, "The name of the model.", "default"),
        new("version", ParameterKind.Text, "A version number or an alias.", StoredModel.ChampionAlias),
    ];

    public static void MapPrediction(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/predict").WithTags("Prediction")
            .WithMetadata(new DescribedQuery(Parameters))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapPost("", PredictAsync)
            .WithSummary("The segment of one customer")
            .WithDescription("""
                The body is a flat JSON object with the fields of the training table. Fields that the model does not use are ignored; one that is missing takes the training
                median, with a notice. The confidence is a softmax over the distances to all segments: near 1 for a customer in the middle of a segment, equal for
                equally near segments. The header X-Model-Version names the version that answered.
                """)
            .WithMetadata(DescribedBody.Customer)
            .Produces<PredictResponse>();
        group.MapPost("/batch", PredictBatchAsync)
            .WithSummary("The segments of many customers")
            .WithDescription("""
                The body has the same formats as that of /train. The answers come in the order of the body, as a JSON array, NDJSON or CSV: the header Accept chooses.
                A customer that cannot be assigned (text where a number is expected, no value at all) has no segment and a notice that says why. The body is read as a stream, and the
                answer is sent as one when it has been read to its end: a fault anywhere in it is a problem, never half an answer.
                """)
            .WithMetadata(DescribedBody.Customers)
            .Produces<BatchItemResponse[]>(StatusCodes.Status200OK, "application/json", "application/x-ndjson", "text/csv")
            .ProducesProblem(StatusCodes.Status406NotAcceptable);
    }

    private static async Task<Results<Ok<PredictResponse>, ProblemHttpResult>> PredictAsync(
        HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        if (Find(context, store, out var version) is { } problem) return problem;

        var fields = new CustomerFields(version.Model);
        await CustomerJson.ReadAsync(context.Request, fields, cancellationToken);
        var notices = fields.Complete();
        if (fields.Fault is { } fault) throw fault;

        var nearest = new SegmentDistance[Math.Min(Alternatives, version.Model.Segments.Count)];
        var outlier = version.Assigner.Assign(fields.Inputs, nearest);
        context.Describe(version.ModelName, version.Version, customers: 1);
        return TypedResults.Ok(PredictResponse.Of(version, fields.CustomerId, nearest, outlier, notices));
    }

    private static async Task<Results<EmptyHttpResult, ProblemHttpResult>> PredictBatchAsync(
        HttpContext context, ModelStore store, IOptions<ReadingOptions> reading, CancellationToken cancellationToken)
    {
        if (Find(context, store, out var version) is { } problem) return problem;
        if (BatchOutput.Choose(context.Request) is not { } format)
            return TypedResults.Problem(Problems.Create(
                StatusCodes.Status406NotAcceptable, "not-acceptable", "The answer can be application/json, application/x-ndjson or text/csv; Accept allows none of them."));

        await using var output = new BatchOutput(context.Response, format);
        var scorer = new BatchScorer(version, output, reading.Value.MaxColumns);
        await CustomerBody.ReadAsync(context.Request, scorer, reading.Value, cancellationToken);
        if (output.Count == 0)
            throw new Core.InvalidTableException(Core.TableDefect.NoCustomers, "There is no customer in the data: a header line, and then a line for each customer, or a list of at least one object is expected.");
        await output.EndAsync(cancellationToken);
        context.Describe(version.ModelName, version.Version, output.Count);
        return TypedResults.Empty;
    }

    /// <summary>The version that the query asks for, which serves this request to its end; or the problem that there is none.</summary>
    private static ProblemHttpResult? Find(HttpContext context, ModelStore store, out StoredVersion version)
    {
        version = null!;
        var query = new QueryReader(context.Request.Query, Parameters);
        var name = query.Text("model") ?? "default";
        if (store.Find(name) is not { } model)
            return store.Models.Count == 0 ? Problems.NotTrained() : Problems.UnknownModel(name, store.Models.Select(existing => existing.Name));

        var wanted = query.Text("version") ?? StoredModel.ChampionAlias;
        if (model.Resolve(wanted) is not { } found) return Problems.UnknownVersion(name, wanted, model.VersionsAndAliases());

        version = found;
        context.Response.Headers[VersionHeader] = found.Version.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return null;
    }
}
