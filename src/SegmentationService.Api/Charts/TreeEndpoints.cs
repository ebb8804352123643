using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using SegmentationService.Api.Http;
using SegmentationService.Api.Models;
using SegmentationService.Api.Security;
using SegmentationService.Api.Storage;
using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Charts;

/// <summary>The tree of a version: what its segments would be merged to and split into. Stored with it.</summary>
internal static class TreeEndpoints
{
    private const string SvgType = "image/svg+xml";

    private static readonly QueryParameter[] TreeParameters =
        [new("cut", ParameterKind.WholeNumber, "Also the sizes and means of the parts of the cut into so many.") { Min = 1, Max = SegmentTree.MostSegments }];

    public static void MapTree(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/models/{model}/versions/{version}")
            .WithTags("Charts")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        // The smallest parts may be single customers, whose values the means then are.
        group.MapGet("/tree", GetAsync).RequireScope(Scope.Train)
            .WithMetadata(new DescribedQuery(TreeParameters))
            .WithName("getTree")
            .WithSummary("What the segments would be merged to and split into")
            .WithDescription("A tree of which the segments are one cut: above them Ward's method joins their centroids, and inside each it joins up to 100 groups of its customers, all segments together. Each cut is compared with k-means of as many clusters, which is nearly always the better partition: the tree shows how the segments belong together.")
            .Produces<TreeResponse>();
        group.MapGet("/tree.svg", GetSvgAsync).RequireAnyScope()
            .WithMetadata(new DescribedQuery([]))
            .WithName("getTreePicture")
            .WithSummary("The tree as a picture")
            .WithDescription("A dendrogram, the cut that is the model marked: down to 100 parts.")
            .Produces<string>(StatusCodes.Status200OK, SvgType);
    }

    private static async Task<Results<Ok<TreeResponse>, ProblemHttpResult>> GetAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var cut = (int?)new QueryReader(context.Request.Query, TreeParameters).WholeNumber("cut");
        var (problem, found, tree) = await FindAsync(model, version, context, store, cancellationToken);
        if (problem is not null) return problem;
        if (cut > tree.Tree.Leaves)
            return Problems.Invalid("cut", string.Create(CultureInfo.InvariantCulture, $"The tree of this version is cut into 1 to {tree.Tree.Leaves} parts, and not into {cut}."));
        return TypedResults.Ok(TreeResponse.Of(found, tree, cut));
    }

    private static async Task<Results<ContentHttpResult, ProblemHttpResult>> GetSvgAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        _ = new QueryReader(context.Request.Query, []);
        var (problem, found, tree) = await FindAsync(model, version, context, store, cancellationToken);
        return problem is not null ? problem : TypedResults.Text(DendrogramSvg.Of(found, tree), SvgType, Encoding.UTF8);
    }

    private static async ValueTask<(ProblemHttpResult? Problem, StoredVersion Found, SegmentTree Tree)> FindAsync(
        string model, string version, HttpContext context, ModelStore store, CancellationToken cancellationToken)
    {
        var (problem, found) = await VersionLookup.FindAsync(store, model, version, cancellationToken);
        if (problem is not null) return (problem, null!, null!);
        context.Describe(found.ModelName, found.Version);
        if (found.Report.Tree is { } tree) return (null, found, tree);
        var why = found.Model.Segments.Count > SegmentTree.MostSegments
            ? string.Create(CultureInfo.InvariantCulture, $"It has {found.Model.Segments.Count} segments; trees are made of at most {SegmentTree.MostSegments}.")
            : "It was trained before there were trees; train again to get one.";
        return (Problems.NoTree(found.ModelName, found.Version, why), null!, null!);
    }
}
