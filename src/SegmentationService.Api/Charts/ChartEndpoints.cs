using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Reading;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Charts;

namespace SegmentationService.Api.Charts;

/// <summary>What pages draw of a version. Stored with it, so that it can be drawn when the table is long gone.</summary>
internal static class ChartEndpoints
{
    private static readonly QueryParameter[] DistributionParameters =
        [new("feature", ParameterKind.Text, "The feature; default: all of the model.")];

    public static void MapCharts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models/{model}/versions/{version}/charts")
            .WithTags("Charts")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        group.MapGet("/map", GetMap).RequireScope(Scope.Train)
            .WithMetadata(new DescribedQuery([]))
            .WithSummary("The customers in two dimensions")
            .WithDescription("The two principal components of the feature space with the largest variance: at most 2,000 of the training customers, the centroids, which features make the axes, and how much of the variance they show.")
            .Produces<MapResponse>();
        group.MapPost("/map", LocateAsync).RequireScope(Scope.Predict)
            .WithMetadata(new DescribedQuery([]), DescribedBody.Customer)
            .WithSummary("The place of one customer on the map")
            .WithDescription("The body is that of /predict.")
            .Produces<MapPlaceResponse>()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/effects", GetEffects).RequireAnyScope()
            .WithMetadata(new DescribedQuery([]))
            .WithSummary("What sets the segments apart")
            .WithDescription("For each segment and feature how far the centroid lies from the mean of all customers, in standard deviations of the prepared feature.")
            .Produces<EffectsResponse>();
        group.MapGet("/silhouettes", GetSilhouettes).RequireAnyScope()
            .WithMetadata(new DescribedQuery([]))
            .WithSummary("How well the customers lie in their segments")
            .WithDescription("For each segment the mean silhouette, and the silhouettes of the customers on the map, largest first: the classic silhouette plot. Empty when there is only one segment.")
            .Produces<SilhouettesResponse>();
        group.MapGet("/distributions", GetDistributions).RequireAnyScope()
            .WithMetadata(new DescribedQuery(DistributionParameters))
            .WithSummary("How the values of the features are distributed in each segment")
            .WithDescription("Counted in bins that are equally wide after the transform of the feature; their bounds are in original units.")
            .Produces<DistributionsResponse>();
    }

    private static Results<Ok<MapResponse>, ProblemHttpResult> GetMap(string model, string version, HttpContext context, ModelStore store) =>
        Find(model, version, context, [], store, out var found, out var charts) is { } problem ? problem : TypedResults.Ok(MapResponse.Of(found.Stored, charts));

    private static Results<Ok<EffectsResponse>, ProblemHttpResult> GetEffects(string model, string version, HttpContext context, ModelStore store) =>
        Find(model, version, context, [], store, out var found, out var charts) is { } problem ? problem : TypedResults.Ok(EffectsResponse.Of(found.Stored, charts));

    private static Results<Ok<SilhouettesResponse>, ProblemHttpResult> GetSilhouettes(string model, string version, HttpContext context, ModelStore store) =>
        Find(model, version, context, [], store, out var found, out var charts) is { } problem ? problem : TypedResults.Ok(SilhouettesResponse.Of(found.Stored, charts));

    private static Results<Ok<DistributionsResponse>, ProblemHttpResult> GetDistributions(string model, string version, HttpContext context, ModelStore store)
    {
        if (Find(model, version, context, DistributionParameters, store, out var found, out var charts) is { } problem) return problem;
        var feature = new QueryReader(context.Request.Query, DistributionParameters).Text("feature");
        if (feature is not null && charts.Histograms.All(histogram => histogram.Feature != feature))
            return Problems.Invalid("feature", $"The model has no feature of this name; its features are {string.Join(", ", charts.Histograms.Select(histogram => histogram.Feature))}.");
        return TypedResults.Ok(DistributionsResponse.Of(found.Stored, charts, feature));
    }

    private static async Task<Results<Ok<MapPlaceResponse>, ProblemHttpResult>> LocateAsync(string model, string version, HttpContext context, ModelStore store)
    {
        if (Find(model, version, context, [], store, out var found, out var charts) is { } problem) return problem;

        CustomerRequest.CheckHeaders(context.Request);
        var body = await CustomerRequest.ReadAsync(context.Request);
        var fields = new CustomerFields(found.Stored.Model);
        try
        {
            CustomerJson.Parse(body, found.Names, fields);
        }
        finally
        {
            context.Request.BodyReader.AdvanceTo(body.End);
        }

        fields.Complete();
        if (fields.Fault is { } fault) throw fault;
        return TypedResults.Ok(Locate(found.Stored, charts, fields));
    }

    private static MapPlaceResponse Locate(StoredVersion version, SegmentCharts charts, CustomerFields fields)
    {
        Span<float> point = new float[version.Model.Centroids.Features];
        version.Model.FeatureSet.Prepare(fields.Inputs, point);
        var place = charts.Map.Locate(point);
        return new MapPlaceResponse(place.X, place.Y);
    }

    private static ProblemHttpResult? Find(
        string model, string version, HttpContext context, QueryParameter[] parameters, ModelStore store, out ServedVersion found, out SegmentCharts charts)
    {
        (found, charts) = (null!, null!);
        _ = new QueryReader(context.Request.Query, parameters);
        if (VersionLookup.Find(store, model, version, out var stored) is { } problem) return problem;
        context.Describe(stored.ModelName, stored.Version);
        found = ServedVersion.Of(stored);
        if (found.Charts(store) is not { } drawn) return Problems.NoCharts(stored.ModelName, stored.Version);
        charts = drawn;
        return null;
    }
}
