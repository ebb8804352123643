using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Passes;

/// <summary>
/// Answers questions about points in bytes, for a process in which those who ask do not live. An answer is a function of the points and the question alone; what is kept
/// of the last passes only makes it faster. For one question at a time.
/// </summary>
/// <param name="points">The points.</param>
/// <param name="parallelism">How many threads may work on an answer.</param>
internal sealed class PointsHolder(IPoints points, Parallelism parallelism)
{
    /// <summary>The first byte of a question: other versions ask otherwise.</summary>
    public const byte Version = 2;

    /// <summary>Squares of so large coordinates are floats, however many are added.</summary>
    private const float LargestCoordinate = 1e15f;

    private int _clusters;
    private IPointPasses? _passes;
    private PointTotals? _all;

    /// <summary>Answers.</summary>
    /// <param name="question">From <see cref="PointsElsewhere"/>.</param>
    /// <exception cref="InvalidDataException">It is no question, one of another version, or about points or clusters that there are not.</exception>
    public byte[] Answer(byte[] question) => WireFormat.FromBytes(question, Answer);

    private byte[] Answer(BinaryReader question)
    {
        if (question.ReadByte() is var version && version != Version) throw new InvalidDataException($"The question is of version {version}; version {Version} is answered.");
        switch ((PointQuestion)question.ReadByte())
        {
            case PointQuestion.Facts:
                return WireFormat.ToBytes(writer =>
                {
                    writer.Write(points.Count);
                    writer.Write(points.Features);
                    points.Totals.WriteTo(writer);
                });
            case PointQuestion.Select:
                return Written(points.Select(NumbersIn(question)));
            case PointQuestion.Distinct:
                return Written(points.Distinct(question.ReadInt32(), parallelism.Cancellation));
            case PointQuestion.Sizes:
                return Written(points.SizesOf(LabellingIn(question), parallelism));
            case PointQuestion.Members:
                var labelling = LabellingIn(question);
                var ranks = new int[labelling.Centroids.Length / points.Features][];
                for (var c = 0; c < ranks.Length; c++) ranks[c] = question.ReadArray<int>();
                return Written(points.Members(labelling, ranks, parallelism));
            case PointQuestion.Assign:
                return AnswerOf(question, (passes, before, centroids) => Written(passes.Assign(before, centroids)));
            case PointQuestion.AssignExactly:
                return AnswerOf(question, (passes, before, centroids) => WireFormat.ToBytes(passes.AssignExactly(before, centroids).WriteTo));
            case PointQuestion.Farthest:
                var count = Math.Clamp(question.ReadInt32(), 1, Math.Max(1, points.Count));
                return AnswerOf(question, (passes, _, centroids) => WireFormat.ToBytes(writer => writer.WriteArray<FarPoint>([.. passes.Farthest(centroids, count)])));
            case PointQuestion.Spreads:
                return AnswerOf(question, (passes, labels, _) => WireFormat.ToBytes(passes.Spreads(labels ?? throw new InvalidDataException("Spreads are asked for of no labels.")).WriteTo));
            default:
                throw new InvalidDataException("The question is none that is answered.");
        }
    }

    /// <summary>An answer by passes: those of before, where they are of as many clusters over the same points, or new ones.</summary>
    private byte[] AnswerOf(BinaryReader question, Func<IPointPasses, Labelling?, float[], byte[]> answer)
    {
        var (all, before) = (PointTotals.ReadFrom(question), question.ReadBoolean() ? LabellingIn(question) : null);
        var centroids = CentroidsIn(question.ReadArray<float>());
        var clusters = centroids.Length / points.Features;
        if (!all.Covers(points.Totals)) throw new InvalidDataException("The totals are of fewer or smaller points than those here.");
        if (before is not null && before.Centroids.Length != centroids.Length) throw new InvalidDataException("The labels before are of other clusters.");
        if (_passes is null || _clusters != clusters || !_all!.HasScaleOf(all)) (_clusters, _all, _passes) = (clusters, all, points.Passes(all, clusters, parallelism));
        return answer(_passes, before, centroids);
    }

    private int[] NumbersIn(BinaryReader question)
    {
        var numbers = question.ReadArray<int>();
        return Array.TrueForAll(numbers, number => number >= 0 && number < points.Count) ? numbers : throw new InvalidDataException($"A point is asked for that is none of the {points.Count} here.");
    }

    private Labelling LabellingIn(BinaryReader question)
    {
        var labelling = Labelling.ReadFrom(question);
        var clusters = CentroidsIn(labelling.Centroids).Length / points.Features;
        return labelling.Moved.All(moved => moved.Point >= 0 && moved.Point < points.Count && moved.Cluster >= 0 && moved.Cluster < clusters)
            ? labelling
            : throw new InvalidDataException("A point is moved that is not here, or to a cluster that there is not.");
    }

    private float[] CentroidsIn(float[] centroids) => centroids.Length > 0 && centroids.Length % points.Features == 0 && Array.TrueForAll(centroids, coordinate => MathF.Abs(coordinate) <= LargestCoordinate)
        ? centroids
        : throw new InvalidDataException($"{centroids.Length} coordinates are no centroids of {points.Features} features, each of them at most {LargestCoordinate:g}.");

    private static byte[] Written(FeatureMatrix matrix) => WireFormat.ToBytes(writer => writer.WriteArray<float>(matrix.ToRowMajor()));

    private static byte[] Written(ClusterTotals totals) => WireFormat.ToBytes(totals.WriteTo, totals.Bytes);

    private static byte[] Written(int[] numbers) => WireFormat.ToBytes(writer => writer.WriteArray<int>(numbers));
}
