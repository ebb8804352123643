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
        group.MapGet("/map", GetMapAsync).RequireScope(Scope.Train)
            .WithMetadata(new DescribedQuery([]))
            .WithName("getMap")
            .WithSummary("The customers in two dimensions")
            .WithDescription("The two principal components of the feature space with the largest variance: at most 2,000 of the training customers, the centroids, which features make the axes, and how much of the variance they show.")
            .Produces<MapResponse>();
        group.MapPost("/map", LocateAsync).RequireScope(Scope.Predict)
            .WithMetadata(new DescribedQuery([]), DescribedBody.Customer)
            .WithName("placeOnMap")
            .WithSummary("The place of one customer on the map")
            .WithDescription("The body is that of /predict.")
            .Produces<MapPlaceResponse>()
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        group.MapGet("/effects", GetEffectsAsync).RequireAnyScope()
            .WithMetadata(new DescribedQuery([]))
            .WithName("getEffects")
            .WithSummary("What sets the segments apart")
            .WithDescription("For each segment and feature how far the centroid lies from the mean of all customers, in standard deviations of the prepared feature.")
            .Produces<EffectsResponse>();
        group.MapGet("/silhouettes", GetSilhouettesAsync).RequireAnyScope()
            .WithMetadata(new DescribedQuery([]))
            .WithName("getSilhouettes")
            .WithSummary("How well the customers lie in their segments")
            .WithDescription("For each segment the mean silhouette, and the silhouettes of the customers on the map, largest first: the classic silhouette plot. Empty when there is only one segment.")
            .Produces<SilhouettesResponse>();
        group.MapGet("/distributions", GetDistributionsAsync).RequireAnyScope()
            .WithMetadata(new DescribedQuery(DistributionParameters))
            .WithName("getDistributions")
            .WithSummary("How the values of the features are distributed in each segment")
            .WithDescription("Counted in bins that are equally wide after the transform of the feature; their bounds are in original units.")
            .Produces<DistributionsResponse>();
        routes.MapTree();
    }

    private static async Task<Results<Ok<MapResponse>, ProblemHttpResult>> GetMapAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found, charts) = await FindAsync(model, version, context, [], store, cancellationToken);
        return problem is not null ? problem : TypedResults.Ok(MapResponse.Of(found.Stored, charts));
    }

    private static async Task<Results<Ok<EffectsResponse>, ProblemHttpResult>> GetEffectsAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found, charts) = await FindAsync(model, version, context, [], store, cancellationToken);
        return problem is not null ? problem : TypedResults.Ok(EffectsResponse.Of(found.Stored, charts));
    }

    private static async Task<Results<Ok<SilhouettesResponse>, ProblemHttpResult>> GetSilhouettesAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found, charts) = await FindAsync(model, version, context, [], store, cancellationToken);
        return problem is not null ? problem : TypedResults.Ok(SilhouettesResponse.Of(found.Stored, charts));
    }

    private static async Task<Results<Ok<DistributionsResponse>, ProblemHttpResult>> GetDistributionsAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found, charts) = await FindAsync(model, version, context, DistributionParameters, store, cancellationToken);
        if (problem is not null) return problem;
        var feature = new QueryReader(context.Request.Query, DistributionParameters).Text("feature");
        if (feature is not null && charts.Histograms.All(histogram => histogram.Feature != feature))
            return Problems.Invalid("feature", $"The model has no feature of this name; its features are {string.Join(", ", charts.Histograms.Select(histogram => histogram.Feature))}.");
        return TypedResults.Ok(DistributionsResponse.Of(found.Stored, charts, feature));
    }

    private static async Task<Results<Ok<MapPlaceResponse>, ProblemHttpResult>> LocateAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found, charts) = await FindAsync(model, version, context, [], store, cancellationToken);
        if (problem is not null) return problem;

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
        fields.ThrowFault();
        return TypedResults.Ok(Locate(found.Stored, charts, fields));
    }

    private static MapPlaceResponse Locate(StoredVersion version, SegmentCharts charts, CustomerFields fields)
    {
        Span<float> point = new float[version.Model.Centroids.Features];
        version.Model.FeatureSet.Prepare(fields.Inputs, point);
        var place = charts.Map.Locate(point);
        return new MapPlaceResponse(place.X, place.Y);
    }

    private static async ValueTask<(ProblemHttpResult? Problem, ServedVersion Found, SegmentCharts Charts)> FindAsync(
        string model, string version, HttpContext context, QueryParameter[] parameters, ModelStore store, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, parameters);
        var (problem, stored) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return (problem, null!, null!);
        context.Describe(stored.ModelName, stored.Version);
        var found = ServedVersion.Of(stored);
        if (await found.ChartsAsync(store, cancellationToken) is { } charts) return (null, found, charts);
        var hasCharts = stored.Files.Any(file => file.Name == ChartsFile.FileName);
        return (hasCharts ? VersionLookup.NotServed(store, model, version) : Problems.NoCharts(stored.ModelName, stored.Version), null!, null!);
    }
}
