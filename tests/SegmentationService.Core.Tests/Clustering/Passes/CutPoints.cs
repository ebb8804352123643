using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Cuts points into parts, some in memory here and some that only answer by bytes, from holders that are lost now and then.</summary>
internal static class CutPoints
{
    /// <summary>1, 2, 3 or 7 parts of any sizes, some of them here, or all elsewhere and asked together.</summary>
    public static PointsInParts Anyhow(FeatureMatrix points, Random random)
    {
        var sizes = Sizes(points.Count, new[] { 1, 2, 3, 7 }[random.Next(4)], random);
        return random.Next(2) == 0 ? Of(points, sizes, random) : Elsewhere(points, sizes, random);
    }

    /// <summary>Parts of these sizes.</summary>
    public static PointsInParts Of(FeatureMatrix points, int[] sizes, Random random)
    {
        return new PointsInParts([.. Cut(points, sizes).Select(part => random.Next(3) == 0 ? (IPoints)new PointsInMemory(part, Parallelism.None) : new PointsElsewhere(Carry(part, random)))]);
    }

    /// <summary>Parts of these sizes that others hold.</summary>
    public static PointsInParts Elsewhere(FeatureMatrix points, int[] sizes, Random random)
    {
        Func<byte[], byte[]>[] parts = [.. Cut(points, sizes).Select(part => Carry(part, random))];
        return PointsInParts.Elsewhere(new Carrier(parts, random), [.. parts.Select((_, p) => new PartSource(p, []))], CancellationToken.None);
    }

    /// <summary>So many sizes that add up; some may be 0.</summary>
    public static int[] Sizes(int count, int parts, Random random)
    {
        int[] ends = [.. Enumerable.Range(1, parts - 1).Select(_ => random.Next(count + 1)).Order(), count];
        return [.. ends.Select((end, p) => end - (p == 0 ? 0 : ends[p - 1]))];
    }

    private static FeatureMatrix[] Cut(FeatureMatrix points, int[] sizes) =>
    [
        .. sizes.Select((size, p) =>
        {
            var part = points.Select([.. Enumerable.Range(sizes[..p].Sum(), size)]);
            if (size > 0) PointSets.PoisonPadding(part);
            return part;
        }),
    ];

    /// <summary>
    /// Carries questions to who holds a part and answers back, as bytes. Now and then the holder is lost, as a process may be: then another one, who remembers nothing, answers
    /// in its place; and some questions arrive twice.
    /// </summary>
    private static Func<byte[], byte[]> Carry(FeatureMatrix part, Random random)
    {
        var holder = Holder();
        return question =>
        {
            lock (random)
            {
                var chance = random.Next(4);
                if (chance == 0) holder = Holder();
                if (chance == 1) holder.Answer(question);
                return holder.Answer(question);
            }
        };

        PointsHolder Holder() => new(new PointsInMemory(part, Parallelism.None), new Parallelism(random.Next(1, 4), CancellationToken.None));
    }

    /// <summary>Adds up the answers of parts in any order.</summary>
    private sealed class Carrier(Func<byte[], byte[]>[] parts, Random random) : IPartCarrier
    {
        public Parallelism Asking(CancellationToken cancellation) => new(3, cancellation);

        public IReadOnlyList<ReplicaRoom> Rooms(CancellationToken cancellation) => throw new NotSupportedException();

        public byte[] Ask(PartSource part, byte[] question, CancellationToken cancellation) => parts[part.Number](question);

        public byte[] AskAll(IReadOnlyList<PartSource> asked, byte[] question, CancellationToken cancellation)
        {
            byte[][] answers = [.. asked.Select(part => Ask(part, question, cancellation))];
            lock (random) random.Shuffle(answers);
            return answers.Aggregate(PartAnswers.Add);
        }

        public void Drop(PartSource part) => throw new NotSupportedException();
    }
}
