using FsCheck.Fluent;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>Protects the choice of the farthest points against a sort of all.</summary>
public sealed class FarthestPointsTests
{
    [Fact]
    public void InOrder_PointsInAnyPartsAndOrder_AreTheFirstOfAllSorted() =>
        SeededProperty.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            var (n, wanted) = (random.Next(0, 500), random.Next(1, 40));
            float[] distances = [.. Enumerable.Range(0, n).Select(_ => (float)random.Next(random.Next(2) == 0 ? 5 : 1000))];
            FarthestPoints[] parts = [.. Enumerable.Range(0, 3).Select(_ => new FarthestPoints(wanted))];
            foreach (var first in Enumerable.Range(0, (n + 9) / 10).Select(piece => 10 * piece).OrderBy(_ => random.Next()))
                parts[random.Next(3)].Add(distances.AsSpan(first, Math.Min(10, n - first)), first);

            parts[0].Add(parts[1]);
            parts[0].Add(parts[2]);

            var sorted = Enumerable.Range(0, n).OrderByDescending(i => distances[i]).ThenBy(i => i).Take(wanted);
            Assert.Equal(sorted.Select(i => (distances[i], i)), parts[0].InOrder());
        });
}
