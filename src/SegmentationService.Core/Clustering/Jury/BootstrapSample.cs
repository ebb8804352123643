using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Jury;

/// <summary>A sample with replacement: the points as another survey of the same customers could have met them (Efron 1979, doi 10.1214/aos/1176344552).</summary>
internal static class BootstrapSample
{
    /// <summary>A sample of at least as many distinct points as there shall be clusters is drawn so many times at most.</summary>
    private const int MostDraws = 8;

    /// <summary>Streams of the seed below this belong to bootstraps.</summary>
    private const long FirstStream = -2;

    /// <summary>Draws a sample. O(m d).</summary>
    /// <param name="points">All points.</param>
    /// <param name="size">m, at least 1.</param>
    /// <param name="distinct">As many different points it has at least; else it is drawn again.</param>
    /// <param name="seed">The seed of the training.</param>
    /// <param name="number">0-based: which of the samples of this seed.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>The sample, and a seed for what is done with it; null where there are too few different points in all draws.</returns>
    public static (FeatureMatrix Points, long Seed)? Draw(IPoints points, int size, int distinct, long seed, int number, CancellationToken cancellation)
    {
        var drawn = new int[size];
        for (var draw = 0; draw < MostDraws; draw++)
        {
            var random = new SeededRandom(seed, FirstStream - ((long)number * MostDraws) - draw);
            var next = random.NextInt(int.MaxValue);
            for (var i = 0; i < size; i++) drawn[i] = random.NextInt(points.Count);
            var sample = points.Select(drawn);
            if (DistinctPoints.Count(sample, distinct, cancellation) >= distinct) return (sample, next);
        }

        return null;
    }
}
