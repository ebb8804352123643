using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Clustering.Passes;

/// <summary>
/// Points whose holder is lost now and then, as a process may be: then another one, who remembers nothing, answers in its place, and some questions are asked twice.
/// Answers must not show it.
/// </summary>
/// <param name="points">The points.</param>
/// <param name="random">Says when.</param>
internal sealed class ForgetfulPoints(IPoints points, Random random) : IPoints
{
    public int Count => points.Count;

    public int Features => points.Features;

    public PointTotals Totals => points.Totals;

    public FeatureMatrix Select(int[]? numbers) => points.Select(numbers);

    public FeatureMatrix Distinct(int most, CancellationToken cancellation) => points.Distinct(most, cancellation);

    public int[] SizesOf(Labelling labelling, Parallelism parallelism) => points.SizesOf(labelling, parallelism);

    public int[] Members(Labelling labelling, int[][] ranks, Parallelism parallelism) => points.Members(labelling, ranks, parallelism);

    public IPointPasses Passes(PointTotals all, int clusters, Parallelism parallelism) => new ForgetfulPasses(() => points.Passes(all, clusters, parallelism), random);

    private sealed class ForgetfulPasses(Func<IPointPasses> begin, Random random) : IPointPasses
    {
        private IPointPasses _passes = begin();

        public PassWork LastWork => _passes.LastWork;

        public ClusterTotals Assign(Labelling? before, float[] centroids) => Ask(passes => passes.Assign(before, centroids));

        public ExactTotals AssignExactly(Labelling? before, float[] centroids) => Ask(passes => passes.AssignExactly(before, centroids));

        public IReadOnlyList<FarPoint> Farthest(float[] centroids, int count) => Ask(passes => passes.Farthest(centroids, count));

        public ClusterSpreads Spreads(Labelling labelling) => Ask(passes => passes.Spreads(labelling));

        private T Ask<T>(Func<IPointPasses, T> question)
        {
            var chance = random.Next(4);
            if (chance == 0) _passes = begin();
            if (chance == 1) question(_passes);
            return question(_passes);
        }
    }
}
