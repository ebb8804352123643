using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Cuts points into parts, some in memory here and some that only answer by bytes, from holders that are lost now and then.</summary>
internal static class CutPoints
{
    /// <summary>1, 2, 3 or 7 parts of any sizes.</summary>
    public static PointsInParts Anyhow(FeatureMatrix points, Random random) => Of(points, Sizes(points.Count, new[] { 1, 2, 3, 7 }[random.Next(4)], random), random);

    /// <summary>Parts of these sizes.</summary>
    public static PointsInParts Of(FeatureMatrix points, int[] sizes, Random random)
    {
        var first = 0;
        return new PointsInParts([.. sizes.Select(size =>
        {
            var part = points.Select([.. Enumerable.Range(first, size)]);
            if (size > 0) PointSets.PoisonPadding(part);
            first += size;
            return random.Next(3) == 0 ? (IPoints)new PointsInMemory(part, Parallelism.None) : new PointsElsewhere(Carry(part, random));
        })]);
    }

    /// <summary>So many sizes that add up; some may be 0.</summary>
    public static int[] Sizes(int count, int parts, Random random)
    {
        int[] ends = [.. Enumerable.Range(1, parts - 1).Select(_ => random.Next(count + 1)).Order(), count];
        return [.. ends.Select((end, p) => end - (p == 0 ? 0 : ends[p - 1]))];
    }

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
}
