using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Data;
using SegmentationService.Core.Drift;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation.Lineage;
using SegmentationService.Core.Segmentation.Profiles;

namespace SegmentationService.Core.Segmentation;

/// <summary>From a table to a model and a report about it, in four steps that a caller may time or report one by one.</summary>
public static class SegmentTrainer
{
    private const double LeastTemperature = 1e-300;

    /// <summary>The first step: which columns, imputed, derived, transformed, clipped, scaled.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="options">How to train.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    /// <param name="room">Makes the room for n points of d features, all zeros, where they shall lie in memory of somebody else; null for arrays.</param>
    /// <exception cref="InvalidOptionsException">An option is out of its range.</exception>
    /// <exception cref="InvalidTableException">The table has no column that can be used.</exception>
    public static PreparedCustomers Prepare(CustomerTable table, TrainingOptions options, Parallelism parallelism, Func<int, int, FeatureMatrix>? room = null)
    {
        options.Check();
        return FeaturePreparation.Fit(table, options.Preparation, parallelism, room);
    }

    /// <summary>What the second step would refuse or shorten, without its search. O(n d) at most.</summary>
    /// <param name="customers">From the first step.</param>
    /// <param name="options">How to train.</param>
    /// <param name="cancellation">Cancels it.</param>
    /// <returns>What the analyst should know.</returns>
    /// <exception cref="InvalidTableException">There are fewer distinct customers than segments asked for.</exception>
    public static IReadOnlyList<Notice> CheckRange(PreparedCustomers customers, TrainingOptions options, CancellationToken cancellation) =>
        [.. SearchNotices.RangeShortened(RangeFor(customers, new PointsInMemory(customers.Points, Parallelism.None), options, cancellation).Max, options)];

    /// <summary>The second step: how many segments, and which.</summary>
    /// <param name="customers">From the first step.</param>
    /// <param name="options">How to train.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="elsewhere">The same points where other processes hold them, who then do the passes over all of them; null for this one.</param>
    /// <exception cref="InvalidTableException">There are fewer distinct customers than segments asked for, or the segments would be too many for the features.</exception>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public static ClusterChoice Search(
        PreparedCustomers customers, TrainingOptions options, Parallelism parallelism, IProgress<SearchProgress>? progress = null, PointParts? elsewhere = null) =>
        Search(customers, elsewhere?.Points ?? new PointsInMemory(customers.Points, parallelism), options, parallelism, progress);

    /// <summary>The same with the points of the customers wherever they lie.</summary>
    internal static ClusterChoice Search(
        PreparedCustomers customers, IPoints points, TrainingOptions options, Parallelism parallelism, IProgress<SearchProgress>? progress = null)
    {
        var (min, max) = RangeFor(customers, points, options, parallelism.Cancellation);
        if (parallelism.Memory is { } memory && !memory.TryTake(TrainingMemory.OfSearch(customers.Points, max, options.Restarts, parallelism.Threads)))
        {
            // Bounds spare comparisons and change nothing else.
            memory.Take(TrainingMemory.OfPlainSearch(customers.Points, max, options.Restarts, parallelism.Threads));
            if (points is PointsInMemory bounded) points = bounded.WithoutBounds();
        }

        return ChooseK.Search(
            points,
            new ChooseKOptions
            {
                MinClusters = min,
                MaxClusters = max,
                Selection = options.Selection,
                MinShare = options.MinShare,
                Restarts = options.Restarts,
                Seed = options.Seed,
            },
            parallelism,
            progress);
    }

    /// <summary>The third step: every customer in its segment, the only visit of all points after the search.</summary>
    /// <param name="customers">From the first step.</param>
    /// <param name="choice">From the second step.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    public static SegmentedCustomers Assign(PreparedCustomers customers, ClusterChoice choice, Parallelism parallelism) =>
        SegmentedCustomers.Of(customers.Points, choice.Chosen.Clustering, parallelism);

    /// <summary>The fourth step: the model, with its segments in order of size and the jury that votes on them, and the report with what is typical of each.</summary>
    /// <param name="customers">From the first step.</param>
    /// <param name="choice">From the second step.</param>
    /// <param name="segmented">From the third step.</param>
    /// <param name="options">How to train.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    /// <param name="parent">The model whose segments keep their ids and names where they are found again; null for a model that begins anew.</param>
    /// <param name="elsewhere">As in <see cref="Search(PreparedCustomers, TrainingOptions, Parallelism, IProgress{SearchProgress}?, PointParts?)"/>.</param>
    /// <exception cref="ParentMismatchException">The parent has other features.</exception>
    /// <exception cref="MemoryLimitException">There is no room for it.</exception>
    public static TrainedModel Profile(
        PreparedCustomers customers, ClusterChoice choice, SegmentedCustomers segmented, TrainingOptions options, Parallelism parallelism, ParentModel? parent = null, PointParts? elsewhere = null) =>
        Profile(customers, elsewhere?.Points ?? new PointsInMemory(customers.Points, parallelism), choice, segmented, options, parallelism, parent);

    /// <summary>The same, where the jury and the tree ask for the points wherever they lie.</summary>
    internal static TrainedModel Profile(
        PreparedCustomers customers, IPoints points, ClusterChoice choice, SegmentedCustomers segmented, TrainingOptions options, Parallelism parallelism, ParentModel? parent = null)
    {
        var inertia = choice.Chosen.Clustering.Inertia;
        var alignment = parent is null ? null : ParentAlignment.Of(customers, segmented, parent, parallelism);
        var labels = parent is null ? customers.Labels : customers.Labels.OrElse(parent.Trained.Report.Labels, customers.Table);
        using var described = parallelism.Memory?.Part();
        var describing = parallelism.WithRoomFor(TrainingMemory.OfColumn(customers.Points), described);
        var (segments, profiles, columns) = new SegmentProfiler(customers, segmented, alignment, labels).Profile(describing);
        var verdict = CallJury(customers, points, segmented.Centroids, options, parallelism);
        var model = new SegmentationModel
        {
            FeatureSet = customers.FeatureSet,
            Centroids = segmented.Centroids,
            Temperature = Math.Max(2 * inertia / ((double)customers.Points.Count * customers.Points.Features), LeastTemperature),
            Segments = segments,
            Jury = verdict?.Jurors,
        };
        var report = new TrainingReport
        {
            Customers = customers.Points.Count,
            Seed = options.Seed,
            Selection = new SelectionSummary(choice.Rule, choice.Reason, [.. choice.Candidates.Select(Summarize)]),
            Structure = choice.Structure?.InOrder(segmented.Order),
            Tree = GrowTree(customers, points, choice, segmented, options, parallelism),
            Lineage = alignment?.ToLineage(segments),
            Profiles = verdict is null ? profiles : [.. profiles.Select((profile, c) => profile with { Stability = verdict.Stability[c] })],
            Labels = labels,
            Table = TableProfiler.Of(customers, segmented, columns, describing),
            Drift = DriftReference.Of(customers, segmented.Sizes, segmented.SquaredDistances, describing),
            Orders = customers.Table.Orders,
            Notices = [.. customers.Notices, .. SearchNotices.Of(choice, options), .. JuryNotices.Of(segments, verdict), .. alignment?.NamesLost(segments) ?? []],
            Columns = customers.Columns,
        };
        return new TrainedModel(model, report);
    }

    /// <summary>The jury of the segments; null where there can be none.</summary>
    private static JuryVerdict? CallJury(PreparedCustomers customers, IPoints points, FeatureMatrix centroids, TrainingOptions options, Parallelism parallelism)
    {
        var (k, d) = (centroids.Count, centroids.Features);
        if (Jurors.CountFor(k, d) is not (> 0 and var jurors)) return null;
        parallelism.Memory?.Take(TrainingMemory.OfJury(customers.Points, k, jurors, parallelism.Threads));
        return JurySelection.Of(points, centroids.ToRowMajor(), new JuryOptions { Jurors = jurors, Restarts = options.Restarts, Seed = options.Seed }, parallelism);
    }

    /// <summary>The tree of the segments; null where they are too many.</summary>
    private static SegmentTree? GrowTree(
        PreparedCustomers customers, IPoints points, ClusterChoice choice, SegmentedCustomers segmented, TrainingOptions options, Parallelism parallelism)
    {
        parallelism.Memory?.Take(TrainingMemory.OfTree(customers.Points, segmented.Sizes.Length));
        return SegmentTree.Of(customers, points, choice, segmented, options.Seed, parallelism);
    }

    /// <summary>All four steps.</summary>
    /// <param name="table">The customers.</param>
    /// <param name="options">How to train.</param>
    /// <param name="parallelism">How many threads may work on it; no result depends on it.</param>
    /// <param name="parent">The model whose segments keep their ids and names where they are found again; null for a model that begins anew.</param>
    public static TrainedModel Train(CustomerTable table, TrainingOptions options, Parallelism parallelism, ParentModel? parent = null)
    {
        var customers = Prepare(table, options, parallelism);
        var choice = Search(customers, options, parallelism);
        return Profile(customers, choice, Assign(customers, choice, parallelism), options, parallelism, parent);
    }

    /// <summary>The range as far as there are distinct customers.</summary>
    private static (int Min, int Max) RangeFor(PreparedCustomers customers, IPoints points, TrainingOptions options, CancellationToken cancellation)
    {
        var (min, max) = options.Range;
        var distinct = points.Distinct(max, cancellation).Count;
        if (distinct < min)
            throw new InvalidTableException(
                TableDefect.TooFewDistinctCustomers,
                $"{min} segments were asked for and the table has {distinct} distinct customer{(distinct == 1 ? "" : "s")} in the columns used; at most as many segments as distinct customers can be made.");
        max = Math.Min(max, distinct);
        TrainingMemory.CheckModel(customers, max);
        return (min, max);
    }

    private static CandidateSummary Summarize(Candidate candidate) => new(
        candidate.Clustering.Clusters,
        candidate.Clustering.Inertia,
        candidate.Silhouette.Mean,
        candidate.Silhouette.Customers,
        candidate.Scores.CalinskiHarabasz,
        candidate.Scores.DaviesBouldin,
        candidate.SmallestShare,
        candidate.Eligible,
        candidate.Clustering.Iterations,
        candidate.Groups,
        candidate.Stability);
}
