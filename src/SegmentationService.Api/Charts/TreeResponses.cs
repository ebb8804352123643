using SegmentationService.Api.Storage.Format;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Charts;

/// <summary>The segments as one level of a hierarchy.</summary>
/// <param name="Model">The name of the model.</param>
/// <param name="Version">The number of the version.</param>
/// <param name="Clusters">The number of segments: the cut into so many parts is the model.</param>
/// <param name="Sampled">The number of customers that the parts of segments, silhouettes and <c>ariToKMeans</c> were found on: all of them, or a sample of 10,000.</param>
/// <param name="Nodes">The nodes, leaves first, the root last; the place in the list is the <c>id</c>.</param>
/// <param name="Cuts">What the cuts into 2 to 20 parts are worth, beside k-means of as many clusters.</param>
/// <param name="Cut">The parts of the cut that was asked for by <c>cut</c>; null where none was.</param>
internal sealed record TreeResponse(
    string Model, int Version, int Clusters, int Sampled, IReadOnlyList<TreeNodeResponse> Nodes, IReadOnlyList<TreeCutResponse> Cuts, TreePartsResponse? Cut)
{
    public static TreeResponse Of(StoredVersion version, SegmentTree tree, int? cut)
    {
        var nodes = Enumerable.Range(0, tree.Tree.Nodes).Select(node => TreeNodeResponse.Of(version, tree, node));
        return new TreeResponse(
            version.ModelName,
            version.Version,
            tree.Tree.Clusters,
            tree.Sampled,
            [.. nodes],
            [.. tree.Cuts.Select(scores => TreeCutResponse.Of(version.Report, tree, scores))],
            cut is { } parts ? TreePartsResponse.Of(version, tree, parts) : null);
    }
}

/// <summary>A node of the tree.</summary>
/// <param name="Id">Its number, from 0.</param>
/// <param name="Children">The two nodes that it falls apart into; none of a leaf.</param>
/// <param name="Height">How far these are apart, by Ward, in the space of the prepared features: sqrt(2 n m / (n + m)) times the distance of their centroids, of their sizes n and m. 0 of a leaf.</param>
/// <param name="Size">The number of its training customers.</param>
/// <param name="Level">The cut into so many parts is the first that has its children in its place: 2 of the root; null of a leaf.</param>
/// <param name="Segment">The segment that it is, or is a part of; null of one that joins several.</param>
internal sealed record TreeNodeResponse(int Id, IReadOnlyList<int> Children, double Height, int Size, int? Level, int? Segment)
{
    public static TreeNodeResponse Of(StoredVersion version, SegmentTree tree, int node)
    {
        var merge = tree.Tree.MergeOf(node);
        return new TreeNodeResponse(
            node,
            merge is { } children ? [children.A, children.B] : [],
            merge?.Height ?? 0,
            tree.Tree.Sizes[node],
            tree.Tree.LevelOf(node),
            tree.Tree.ClusterAt(node) is { } segment ? version.Model.Segments[segment].Id : null);
    }
}

/// <summary>What a cut is worth, beside k-means of as many clusters.</summary>
/// <param name="Clusters">The number of parts.</param>
/// <param name="Inertia">The sum of the squared distances of all customers to the centroids of their parts; below the segments, where the customers are a sample, as it finds it.</param>
/// <param name="Silhouette">The mean silhouette of the customers sampled, -1 to 1; null where they are all in one part.</param>
/// <param name="AriToKMeans">The adjusted Rand index with k-means of as many clusters, on the customers sampled: 1 where they are the same; null where the training did not try so many.</param>
/// <param name="AriToSegments">The adjusted Rand index with the segments: 1 where the cut is the model.</param>
/// <param name="KMeans">What k-means of as many clusters reached; null where the training did not try so many.</param>
internal sealed record TreeCutResponse(int Clusters, double Inertia, double? Silhouette, double? AriToKMeans, double AriToSegments, TreeKMeansResponse? KMeans)
{
    public static TreeCutResponse Of(TrainingReport report, SegmentTree tree, Core.Clustering.Hierarchy.TreeCutScores scores)
    {
        var candidate = report.Selection.Candidates.FirstOrDefault(candidate => candidate.Clusters == scores.Clusters);
        return new TreeCutResponse(
            scores.Clusters,
            tree.Tree.InertiaOf(scores.Clusters, report.Quality.Inertia),
            scores.Silhouette,
            scores.AriToKMeans,
            tree.Tree.AriToClusters(scores.Clusters),
            candidate is null ? null : new TreeKMeansResponse(candidate.Inertia, candidate.Silhouette));
    }
}

/// <summary>What k-means reached, as the candidates of the version say.</summary>
/// <param name="Inertia">Its inertia.</param>
/// <param name="Silhouette">Its mean silhouette; null with one cluster.</param>
internal sealed record TreeKMeansResponse(double Inertia, double? Silhouette);

/// <summary>The parts of a cut.</summary>
/// <param name="Clusters">Their number.</param>
/// <param name="Parts">The parts: at as many as there are segments, these.</param>
internal sealed record TreePartsResponse(int Clusters, IReadOnlyList<TreePartResponse> Parts)
{
    public static TreePartsResponse Of(StoredVersion version, SegmentTree tree, int parts) =>
        new(parts, [.. tree.Cut(parts, version.Report.Profiles).Select(part => TreePartResponse.Of(version, part))]);
}

/// <summary>One part of a cut: one segment, several, or a part of one.</summary>
/// <param name="Node">Its node of the tree.</param>
/// <param name="Size">The number of its training customers.</param>
/// <param name="Share">The share of all training customers, 0 to 1.</param>
/// <param name="Segments">The ids of the segments that it joins, or of the one that it is a part of.</param>
/// <param name="IsWhole">Whether it has all customers of these.</param>
/// <param name="Customers">The number of customers that the means are over: its size, or fewer where it is a part of a segment and the customers are a sample.</param>
/// <param name="Columns">The means, by column.</param>
internal sealed record TreePartResponse(
    int Node, int Size, double Share, IReadOnlyList<int> Segments, bool IsWhole, int Customers, IReadOnlyDictionary<string, ColumnMeanResponse> Columns)
{
    public static TreePartResponse Of(StoredVersion version, TreePart part) => new(
        part.Node,
        part.Size,
        (double)part.Size / version.Report.Customers,
        [.. part.Segments.Select(segment => version.Model.Segments[segment].Id)],
        part.IsWhole,
        part.Customers,
        part.Columns.ToDictionary(column => column.Name, column => new ColumnMeanResponse(column.Mean, column.Missing)));
}

/// <summary>The mean of a column.</summary>
/// <param name="Mean">Over those who have a value, in original units; null where none has.</param>
/// <param name="Missing">How many have none.</param>
internal sealed record ColumnMeanResponse(double? Mean, int Missing);
