using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Clustering.Valleys;

/// <summary>
/// Looks for valleys between the clusters of several clusterings of the same points. A number of clusters says by itself nothing of whether there are groups: any cloud can be cut into
/// five. Where there are groups, fewer points lie between them.
/// </summary>
internal sealed class StructureSearch
{
    /// <summary>Of more clusters there are too many neighbours to look at all, and too few points between them to say anything.</summary>
    public const int MostClusters = 50;

    private readonly StructureSample _sample;
    private readonly Parallelism _parallelism;

    private StructureSearch(StructureSample sample, Parallelism parallelism) => (_sample, _parallelism) = (sample, parallelism);

    /// <summary>Draws the sample that is looked at; null where all clusterings have more than <see cref="MostClusters"/> clusters.</summary>
    /// <param name="points">All points.</param>
    /// <param name="clusterings">Clusterings of the points, ascending.</param>
    /// <param name="drawn">The sample of the silhouette; null where there is none.</param>
    /// <param name="seed">Where the draws begin.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public static StructureSearch? Begin(IPoints points, IReadOnlyList<ClusterSet> clusterings, int[]? drawn, long seed, Parallelism parallelism)
    {
        ClusterSet[] looked = [.. clusterings.Where(clustering => clustering.Clusters <= MostClusters)];
        return looked.Length == 0 ? null : new StructureSearch(StructureSample.Of(points, looked, drawn, seed, parallelism), parallelism);
    }

    /// <summary>The same on all of some points: for tests.</summary>
    internal static StructureSearch On(StructureSample sample, Parallelism parallelism) => new(sample, parallelism);

    /// <summary>
    /// How many groups the clusters of each clustering form, and whether there may be more, which too few points cannot show; null for more than <see cref="MostClusters"/>.
    /// O(m (d + log m)) for each pair of neighbours that is asked for, m the points of the sample.
    /// </summary>
    /// <param name="clusterings">Clusterings of the points.</param>
    public (int Groups, bool AreInDoubt)?[] Groups(IReadOnlyList<ClusterSet> clusterings)
    {
        var groups = new (int, bool)?[clusterings.Count];
        var tubes = new Tube?[_parallelism.Threads];

        // The longest first.
        _parallelism.Each(clusterings.Count, (worker, item) =>
        {
            var (place, tube) = (clusterings.Count - 1 - item, tubes[worker] ??= new Tube(_sample));
            var clustering = clusterings[place];
            if (clustering.Clusters > MostClusters) return;
            var test = new ValleyTest(_sample, clustering, _parallelism.Single);
            var (group, isInDoubt) = ClusterGroups.Of(clustering.Clusters, NeighboursIn(clustering), (a, b) => test.Between(a, b, tube, isForShow: false));
            groups[place] = (group.Distinct().Count(), isInDoubt);
        });
        return groups;
    }

    /// <summary>What lies between all neighbours of one clustering; null for more than <see cref="MostClusters"/> clusters.</summary>
    /// <param name="clustering">The one that was chosen.</param>
    /// <param name="separate">See <see cref="ClusterStructure.SeparateClusters"/>.</param>
    public ClusterStructure? StructureOf(ClusterSet clustering, int separate)
    {
        if (clustering.Clusters > MostClusters) return null;
        var neighbours = NeighboursIn(clustering);
        var valleys = new Valley[neighbours.Length];
        var tubes = new Tube?[_parallelism.Threads];
        var test = new ValleyTest(_sample, clustering, _parallelism);
        _parallelism.Each(neighbours.Length, (worker, i) => valleys[i] = test.Between(neighbours[i].A, neighbours[i].B, tubes[worker] ??= new Tube(_sample), isForShow: true));
        var places = neighbours.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return ClusterStructure.Of(ClusterGroups.Of(clustering.Clusters, neighbours, (a, b) => valleys[places[(a, b)]]).Group, valleys, separate);
    }

    private (int A, int B)[] NeighboursIn(ClusterSet clustering) => GabrielNeighbours.Of(clustering.Centroids, _sample.Points.Features);
}
