using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;

namespace SegmentationService.Api.Drift;

/// <summary><c>GET /models/{model}/versions/{version}/drift</c>.</summary>
internal static class DriftEndpoints
{
    public static void MapDrift(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/models/{model}/versions/{version}/drift", GetAsync).RequireAnyScope()
            .WithTags("Models")
            .WithMetadata(new DescribedQuery([]))
            .WithName("getDrift")
            .WithSummary("Whether customers are distributed as those of the training were")
            .WithDescription("""
                Every customer that /predict assigns is counted, in bins of the training, and none is kept: each feature, the segments, who lacks a value, the distance to the centroid. Each is compared with the
                training by a two-sample chi-square test; q is p corrected for all tests of the answer (Benjamini and Hochberg), and drift is told where q is below 0.01 and the population stability index at least twice what
                chance makes it. A customer that is asked for again counts again. /predict/batch and /explain are not counted. Other processes on the same volume are counted as of their last saving, at most ten seconds ago.
                """)
            .Produces<DriftResponse>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<Results<Ok<DriftResponse>, ProblemHttpResult>> GetAsync(
        string model, string version, HttpContext context, ModelStore store, LiveDrift drift, DriftThreads disk, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, []);
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return problem;
        context.Describe(found.ModelName, found.Version);
        if (found.Report.Drift is not { } reference) return Problems.NoDrift(found.ModelName, found.Version);
        var total = await disk.ReadAsync(() => drift.TotalOf(found, reference), cancellationToken);
        return TypedResults.Ok(DriftResponse.Of(found, reference, total));
    }
}
