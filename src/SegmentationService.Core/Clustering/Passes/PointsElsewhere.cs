using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Points that another process holds: questions go to a <see cref="PointsHolder"/> there, and answers come back, as bytes. Whoever carries them may ask a question again, there or of another
/// holder of the same points.
/// </summary>
internal sealed class PointsElsewhere : IPoints
{
    /// <summary>Points come in answers of at most so many bytes.</summary>
    private const int MostBytes = 4 << 20;

    private readonly Func<byte[], byte[]> _carry;

    /// <summary>Asks how many points there are.</summary>
    /// <param name="carry">Takes a question to the holder and brings the answer. Thread-safe.</param>
    public PointsElsewhere(Func<byte[], byte[]> carry)
    {
        _carry = carry;
        (Count, Features, Totals) = Ask(PointQuestion.Facts, _ => { }, reader => (reader.ReadInt32(), reader.ReadInt32(), PointTotals.ReadFrom(reader)));
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public int Features { get; }

    /// <inheritdoc/>
    public PointTotals Totals { get; }

    /// <inheritdoc/>
    public FeatureMatrix Select(int[]? numbers)
    {
        numbers ??= [.. Enumerable.Range(0, Count)];
        var (selected, next) = (new FeatureMatrix(numbers.Length, Features), 0);
        foreach (var chunk in numbers.Chunk(Math.Max(1, MostBytes / (sizeof(float) * Features))))
        {
            var values = Ask(PointQuestion.Select, writer => writer.WriteArray<int>(chunk), reader => reader.ReadArray<float>());
            for (var i = 0; i < chunk.Length; i++) selected.SetPoint(next++, values.AsSpan(i * Features, Features));
        }

        return selected;
    }

    /// <inheritdoc/>
    public FeatureMatrix Distinct(int most, CancellationToken cancellation)
    {
        var values = Ask(PointQuestion.Distinct, writer => writer.Write(most), reader => reader.ReadArray<float>());
        var points = new FeatureMatrix(values.Length / Features, Features);
        for (var i = 0; i < points.Count; i++) points.SetPoint(i, values.AsSpan(i * Features, Features));
        return points;
    }

    /// <inheritdoc/>
    public int[] SizesOf(Labelling labelling, Parallelism parallelism) => Ask(PointQuestion.Sizes, labelling.WriteTo, reader => reader.ReadArray<int>());

    /// <inheritdoc/>
    public int[] Members(Labelling labelling, int[][] ranks, Parallelism parallelism)
    {
        return Ask(PointQuestion.Members, Write, reader => reader.ReadArray<int>());

        void Write(BinaryWriter writer)
        {
            labelling.WriteTo(writer);
            foreach (var ofCluster in ranks) writer.WriteArray<int>(ofCluster);
        }
    }

    /// <inheritdoc/>
    public IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism) => new PassesElsewhere(this, all, clusters);

    private T Ask<T>(PointQuestion question, Action<BinaryWriter> write, Func<BinaryReader, T> read)
    {
        var answer = _carry(WireFormat.ToBytes(writer =>
        {
            writer.Write(PointsHolder.Version);
            writer.Write((byte)question);
            write(writer);
        }));
        return WireFormat.FromBytes(answer, read);
    }

    /// <summary>Passes over these points; each question names all that passes need.</summary>
    private sealed class PassesElsewhere(PointsElsewhere points, PointTotals all, int clusters) : IPointPasses
    {
        private readonly ClusterTotals _totals = new(all, clusters, points.Features, workers: 0);

        /// <summary>What is done elsewhere is counted there.</summary>
        public PassWork LastWork => default;

        public ClusterTotals Assign(Labelling? before, float[] centroids) => points.Ask(PointQuestion.Assign, writer => Write(writer, before, centroids), reader =>
        {
            _totals.ReadFrom(reader);
            return _totals;
        });

        public ExactTotals AssignExactly(Labelling? before, float[] centroids) =>
            points.Ask(PointQuestion.AssignExactly, writer => Write(writer, before, centroids), reader => ExactTotals.ReadFrom(reader, all, clusters, points.Features));

        public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count)
        {
            return points.Ask(PointQuestion.Farthest, WriteCount, reader => reader.ReadArray<FarPoint>());

            void WriteCount(BinaryWriter writer)
            {
                writer.Write(count);
                Write(writer, before: null, centroids);
            }
        }

        public ClusterSpreads Spreads(Labelling labelling) =>
            points.Ask(PointQuestion.Spreads, writer => Write(writer, labelling, labelling.Centroids), reader => ClusterSpreads.ReadFrom(reader, clusters));

        private void Write(BinaryWriter writer, Labelling? before, float[] centroids)
        {
            all.WriteTo(writer);
            writer.Write(before is not null);
            before?.WriteTo(writer);
            writer.WriteArray<float>(centroids);
        }
    }
}
