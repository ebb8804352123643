using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering.Search;

/// <summary>
/// The search for a good optimum on points that are few enough for many runs: starts first, then moves of one centroid from the best
/// (<see cref="CentroidSwap"/>) as long as they bring something. Where a run costs next to nothing, the best optima are crossed with new starts
/// (<see cref="CentroidCrossing"/>) instead, and some centroids of the best chosen anew. Runs that show in their first passes that the best is out
/// of reach are given up.
/// </summary>
/// <param name="points">n x d.</param>
/// <param name="totals">Their totals.</param>
/// <param name="options">What to do.</param>
/// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
internal sealed class KMeansSearch(FeatureMatrix points, PointTotals totals, KMeansOptions options, Parallelism parallelism)
{
    /// <summary>Up to so many points the threads share the runs; of more, they share the points of each run.</summary>
    private const int SharedRuns = 32_000;

    /// <summary>Up to so many points the best is polished by moves of single points.</summary>
    private const int PolishedPoints = 2_000;

    /// <summary>Up to so many multiplications a pass, and so few points, every run is polished, and runs are crossed.</summary>
    private const double CrossedWork = 500_000;

    /// <summary>The rounds of crossing.</summary>
    private const int CrossedRounds = 10;

    /// <summary>So many of the best optima are crossed.</summary>
    private const int Elite = 6;

    /// <summary>
    /// A run ends after a pass that lowers the inertia by a smaller share of it than this: what the passes after it would gain decides between no
    /// two optima worth telling apart, and the best goes on later.
    /// </summary>
    private const double SmallGain = 1e-5;

    private const int GlanceIterations = 6;

    /// <summary>A start that is still so much worse than the best after its first passes is given up.</summary>
    private const double StartInReach = 1.02;

    /// <summary>The same for a move from the best.</summary>
    private const double SwapInReach = 1.01;

    private const int Patience = 3;

    /// <summary>Up to so many points rounds are cheap enough for new starts among them, and for more patience with many clusters.</summary>
    private const int RestartedPoints = 10_000;

    private const int RestartedPatience = 6;

    /// <summary>
    /// On more points than are searched with new starts, so many rounds together have to lower the inertia by <see cref="LeastTrend"/> of it: with
    /// more clusters than the points have groups, nearly every round finds a little, for ever.
    /// </summary>
    private const int TrendRounds = 8;

    private const double LeastTrend = 1e-3;

    /// <summary>A round makes at most so many multiplications, unless that were less than one start.</summary>
    private const double MostWork = 1e11;

    private readonly PointsInMemory _points = new(points, totals);
    private readonly int _workers = points.Count <= SharedRuns ? parallelism.Threads : 1;
    private readonly Parallelism _within = points.Count <= SharedRuns ? parallelism.Single : parallelism;
    private int _trials = Trials(points, options);
    private bool _polishesRuns;
    private Lloyd?[] _lloyds = [];
    private KMeansPlusPlus?[] _seedings = [];
    private Descent? _best;

    /// <summary>Of runs that were polished, the inertia before.</summary>
    private readonly HashSet<float> _polished = [];

    private bool Crosses => points.Count <= PolishedPoints && (double)points.Count * points.Features * options.Clusters <= CrossedWork;

    /// <summary>Searches.</summary>
    /// <returns>Where the runs ended that were not given up, in no order; at least one.</returns>
    public IReadOnlyList<Descent> Run()
    {
        _polishesRuns = Crosses;
        (_lloyds, _seedings) = (new Lloyd?[_workers], new KMeansPlusPlus?[_workers]);
        var found = new List<Descent>();
        Round(0, found, next: null);
        if (Crosses)
        {
            for (var round = 1; round <= CrossedRounds; round++) Round(round, found, Crossing([.. KMeans.BestFirst(found).Take(Elite)]));
            return found;
        }

        var rounds = (options.Clusters / 2) + 10;
        var patience = points.Count <= RestartedPoints ? Math.Clamp(options.Clusters / 2, 2, RestartedPatience) : Patience;
        var bests = new List<double> { _best!.Inertia };
        for (int round = 1, failures = 0; round <= rounds && failures < patience && !IsFlat(bests); round++)
        {
            var before = _best!;
            Round(round, found, Swapping(new CentroidSwap(points, before.Centroids, parallelism)));
            failures = _best == before ? failures + 1 : 0;
            bests.Add(_best.Inertia);
        }

        if (points.Count <= PolishedPoints) found.Add(Polish(_best!, LloydOf(0)));
        return found;
    }

    /// <summary>
    /// The best of new starts alone, where many such searches are made and none of them is the one that counts. One start after the other, so that those are given up that lead to
    /// where one before them led.
    /// </summary>
    public Descent BestStart()
    {
        (_lloyds, _seedings) = (new Lloyd?[_workers], new KMeansPlusPlus?[_workers]);
        var starts = _trials;
        _trials = 1;
        for (var round = 0; round < starts; round++) Round(round, [], next: null);
        return _best!;
    }

    private static int Trials(FeatureMatrix points, KMeansOptions options)
    {
        const int passes = 30;
        var work = (double)points.Count * points.Features * options.Clusters * passes;
        return (int)Math.Clamp(MostWork / work, 1, options.Restarts);
    }

    private bool IsFlat(List<double> bests) =>
        points.Count > RestartedPoints && bests.Count > TrendRounds && bests[^(TrendRounds + 1)] - bests[^1] < LeastTrend * bests[^1];

    /// <summary>Moves of one centroid, the cheapest first; with few points every other trial is a new start.</summary>
    private Next Swapping(CentroidSwap swap) => (trial, number, worker, random) =>
        points.Count <= RestartedPoints && trial % 2 == 1 ? Seed(worker, random) : swap.Try(number, SeedingOf(worker), random);

    /// <summary>One of the best optima crossed with a new start, in every other trial the best with some centroids chosen anew.</summary>
    private Next Crossing(Descent[] elite) => (trial, _, worker, random) =>
    {
        if (trial % 2 == 1) return Reseed(elite[0].Centroids, worker, random);
        var parent = elite[random.NextInt(elite.Length)];
        var start = LloydOf(worker).Descend(Seed(worker, random), Math.Min(GlanceIterations, options.MaxIterations));
        return CentroidCrossing.Cross(points, parent.Centroids, start.Centroids, _within);
    };

    private float[] Seed(int worker, SeededRandom random) => SeedingOf(worker).Seed(options.Clusters, random);

    /// <summary>Keeps some centroids, one at least and not all, and chooses the others anew.</summary>
    private float[] Reseed(float[] centroids, int worker, SeededRandom random)
    {
        var d = points.Features;
        var order = Enumerable.Range(0, options.Clusters).ToArray();
        var kept = 1 + random.NextInt(options.Clusters - 1);
        var reseeded = new float[centroids.Length];
        for (var i = 0; i < kept; i++)
        {
            var other = i + random.NextInt(order.Length - i);
            (order[i], order[other]) = (order[other], order[i]);
            centroids.AsSpan(order[i] * d, d).CopyTo(reseeded.AsSpan(i * d));
        }

        SeedingOf(worker).Complete(reseeded, kept, random);
        return reseeded;
    }

    /// <summary>Where a trial begins.</summary>
    /// <param name="trial">Its number in the round.</param>
    /// <param name="number">Its number in all rounds but the first.</param>
    /// <param name="worker">Who makes it.</param>
    /// <param name="random">Its draws.</param>
    private delegate float[] Next(int trial, int number, int worker, SeededRandom random);

    /// <summary>One round of trials: first passes of each, then the rest of those within reach of the best.</summary>
    /// <param name="round">Its number, 0 for new starts.</param>
    /// <param name="found">in/out: told of the runs that were not given up.</param>
    /// <param name="next">Where trials begin; null for new starts.</param>
    private void Round(int round, List<Descent> found, Next? next)
    {
        var (glances, unpolished) = (new Descent[_trials], new Descent?[_trials]);
        Each((worker, trial) =>
        {
            var random = new SeededRandom(options.Seed, ((long)round * options.Restarts) + trial);
            var start = next is null ? Seed(worker, random) : next(trial, ((round - 1) * _trials) + trial, worker, random);
            glances[trial] = LloydOf(worker).Descend(start, Math.Min(GlanceIterations, options.MaxIterations));
        });

        var least = _best?.Inertia ?? double.PositiveInfinity;
        foreach (var glance in glances) least = Math.Min(least, glance.Inertia);
        var reach = least * (next is null || points.Count <= RestartedPoints ? StartInReach : SwapInReach);
        Each((worker, trial) =>
        {
            var glance = glances[trial];
            if (glance.Inertia > reach) return;
            var lloyd = LloydOf(worker);
            if (!glance.Converged && glance.Iterations < options.MaxIterations)
            {
                if (LeadsToTheBest(glance)) return;
                glance = lloyd.Descend(glance.Centroids, options.MaxIterations, SmallGain);
            }

            unpolished[trial] = glance;
            glances[trial] = _polishesRuns && !_polished.Contains((float)glance.Inertia) ? Polish(glance, lloyd) : glance;
        });
        for (var trial = 0; trial < _trials; trial++)
        {
            var result = glances[trial];
            if (result.Inertia > reach) continue;
            found.Add(result);
            if (unpolished[trial] is { } before) _polished.Add((float)before.Inertia);
            if (_best is null || result.Inertia < _best.Inertia) _best = result;
        }
    }

    /// <summary>
    /// Whether more passes would most likely end where the best already is: each centroid lies close to another one of the best, ten times
    /// closer than to any other. Such a run is not worth its passes; what it has found so far stays.
    /// </summary>
    private bool LeadsToTheBest(Descent glance)
    {
        const float squaredRatio = 0.01f;
        if (_best is not { } best || glance.Inertia < best.Inertia) return false;
        var taken = new bool[options.Clusters];
        for (var c = 0; c < options.Clusters; c++)
        {
            var (nearest, second, place) = (float.PositiveInfinity, float.PositiveInfinity, -1);
            for (var other = 0; other < options.Clusters; other++)
            {
                var square = Square(glance.Centroids, c, best.Centroids, other);
                if (square < nearest) (nearest, second, place) = (square, nearest, other);
                else second = Math.Min(second, square);
            }

            if (nearest > squaredRatio * second || taken[place]) return false;
            taken[place] = true;
        }

        return true;
    }

    private float Square(float[] left, int leftCentroid, float[] right, int rightCentroid)
    {
        var (a, b) = (leftCentroid * points.Features, rightCentroid * points.Features);
        var square = 0f;
        for (var f = 0; f < points.Features; f++) square += (left[a + f] - right[b + f]) * (left[a + f] - right[b + f]);
        return square;
    }

    private Descent Polish(Descent found, Lloyd lloyd)
    {
        var result = lloyd.Run(found.Centroids, options.MaxIterations).WithLabels(points, _within);
        return Hartigan.Improve(points, result, parallelism.Cancellation) is { } centroids
            && lloyd.Descend(centroids, options.MaxIterations) is { } improved
            && improved.Inertia < found.Inertia
                ? improved
                : found;
    }

    private void Each(Action<int, int> work) => (_workers > 1 ? parallelism : parallelism.Single).Each(_trials, work);

    private Lloyd LloydOf(int worker) => _lloyds[worker] ??= new Lloyd(_points, options.Clusters, _within);

    private KMeansPlusPlus SeedingOf(int worker) => _seedings[worker] ??= new KMeansPlusPlus(points, _within);
}
