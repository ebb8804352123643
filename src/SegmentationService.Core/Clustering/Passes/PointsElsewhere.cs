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
    public IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism) => new PassesElsewhere(_carry, all, clusters, Features);

    /// <summary>Asks.</summary>
    /// <param name="carry">Takes a question to the holder and brings the answer.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="write">Writes what there is to say to it.</param>
    /// <param name="read">Reads the answer.</param>
    /// <exception cref="InvalidDataException">The answer is none to this.</exception>
    internal static T Ask<T>(Func<byte[], byte[]> carry, PointQuestion question, Action<BinaryWriter> write, Func<BinaryReader, T> read)
    {
        var answer = carry(WireFormat.ToBytes(writer =>
        {
            writer.Write(PointsHolder.Version);
            writer.Write((byte)question);
            write(writer);
        }));
        return WireFormat.FromBytes(answer, read);
    }

    private T Ask<T>(PointQuestion question, Action<BinaryWriter> write, Func<BinaryReader, T> read) => Ask(_carry, question, write, read);
}
