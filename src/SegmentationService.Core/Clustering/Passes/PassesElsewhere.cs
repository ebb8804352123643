namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Passes over points that others hold: those of one part, or of all parts together where a question says the same to each. Each question names all that passes need.</summary>
/// <param name="carry">Takes a question there and brings the answer.</param>
/// <param name="all">The totals of all points that the clusters are of.</param>
/// <param name="clusters">k.</param>
/// <param name="features">d.</param>
internal sealed class PassesElsewhere(Func<byte[], byte[]> carry, PointTotals all, int clusters, int features) : IPointPasses
{
    private ClusterTotals? _totals;

    /// <summary>What is done elsewhere is counted there.</summary>
    public PassWork LastWork => default;

    /// <inheritdoc/>
    public ClusterTotals Assign(Labelling? before, float[] centroids) => PointsElsewhere.Ask(carry, PointQuestion.Assign, writer => Write(writer, before, centroids), reader =>
    {
        _totals ??= new ClusterTotals(all, clusters, features, workers: 0);
        _totals.ReadFrom(reader);
        return _totals;
    });

    /// <inheritdoc/>
    public ExactTotals AssignExactly(Labelling? before, float[] centroids) =>
        PointsElsewhere.Ask(carry, PointQuestion.AssignExactly, writer => Write(writer, before, centroids), reader => ExactTotals.ReadFrom(reader, all, clusters, features));

    /// <summary>The farthest points of one part. Those of several are numbered by their parts, and do not add up.</summary>
    /// <inheritdoc/>
    public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count)
    {
        return PointsElsewhere.Ask(carry, PointQuestion.Farthest, WriteCount, reader => reader.ReadArray<FarPoint>());

        void WriteCount(BinaryWriter writer)
        {
            writer.Write(count);
            Write(writer, before: null, centroids);
        }
    }

    /// <inheritdoc/>
    public ClusterSpreads Spreads(Labelling labelling) =>
        PointsElsewhere.Ask(carry, PointQuestion.Spreads, writer => Write(writer, labelling, labelling.Centroids), reader => ClusterSpreads.ReadFrom(reader, clusters));

    private void Write(BinaryWriter writer, Labelling? before, float[] centroids)
    {
        all.WriteTo(writer);
        writer.Write(before is not null);
        before?.WriteTo(writer);
        writer.WriteArray<float>(centroids);
    }
}
