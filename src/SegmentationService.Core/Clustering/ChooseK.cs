using System.Globalization;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Clustering.Passes;
using SegmentationService.Core.Clustering.Scores;
using SegmentationService.Core.Clustering.Search;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Clustering;

/// <summary>How the number of clusters is chosen.</summary>
public enum SelectionMethod
{
    /// <summary>The number at which all segments are separate; else the highest silhouette where it shows clear structure; else the elbow among the stable ones.</summary>
    Auto,

    /// <summary>The highest silhouette.</summary>
    Silhouette,

    /// <summary>The elbow of the inertia curve.</summary>
    Elbow,
}

/// <summary>Which rule decided on the number of clusters.</summary>
public enum SelectionRule
{
    /// <summary>The caller fixed the number.</summary>
    Fixed,

    /// <summary>The highest silhouette.</summary>
    Silhouette,

    /// <summary>The elbow of the inertia curve.</summary>
    Elbow,

    /// <summary>No number was eligible: the one whose smallest cluster is largest.</summary>
    LargestSmallestShare,

    /// <summary>The number at which valleys lie between all neighbours.</summary>
    Separate,

    /// <summary>The elbow of the inertia curve, among the numbers whose clusters are found again when the points are drawn anew.</summary>
    StableElbow,
}

/// <summary>What to search.</summary>
public sealed record ChooseKOptions
{
    /// <summary>The smallest number of clusters tried, at least 1.</summary>
    public required int MinClusters { get; init; }

    /// <summary>The largest number of clusters tried; equal to <see cref="MinClusters"/> it fixes the number.</summary>
    public required int MaxClusters { get; init; }

    /// <summary>How one of them is chosen.</summary>
    public SelectionMethod Selection { get; init; } = SelectionMethod.Auto;

    /// <summary>A number of clusters is eligible only when its smallest cluster has at least this share of the customers, 0 to 0.5.</summary>
    public double MinShare { get; init; } = 0.01;

    /// <summary>See <see cref="KMeansOptions.Restarts"/>.</summary>
    public int Restarts { get; init; } = 10;

    /// <summary>See <see cref="KMeansOptions.Seed"/>.</summary>
    public long Seed { get; init; } = 42;
}

/// <summary>One number of clusters that was tried.</summary>
/// <param name="Clustering">The best clustering found.</param>
/// <param name="Silhouette">Its mean silhouette.</param>
/// <param name="Scores">Its other scores.</param>
/// <param name="SmallestShare">The share of the smallest cluster.</param>
/// <param name="Eligible">Whether it may be chosen automatically: that share is large enough, and the points are various enough.</param>
public sealed record Candidate(ClusterSet Clustering, SilhouetteScore Silhouette, ClusterScores Scores, double SmallestShare, bool Eligible)
{
    /// <summary>Whether there are too many clusters for so few different points: then their silhouette is high by itself.</summary>
    public bool ExceedsVariety { get; init; }

    /// <summary>How many groups its clusters form, those that no valley separates being one; null where that was not looked at.</summary>
    public int? Groups { get; init; }

    /// <summary>Whether there may be more groups: too few points to prove a valley between some of its clusters.</summary>
    public bool AreGroupsInDoubt { get; init; }

    /// <summary>How much of its clusters is found again among points drawn anew: their mean Jaccard index, 0 to 1; null where that was not asked.</summary>
    public double? Stability { get; init; }
}

/// <summary>The number of clusters chosen, and why.</summary>
/// <param name="Candidates">All that were tried, in ascending order.</param>
/// <param name="Chosen">The one chosen.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">The rule in a sentence.</param>
public sealed record ClusterChoice(IReadOnlyList<Candidate> Candidates, Candidate Chosen, SelectionRule Rule, string Reason)
{
    /// <summary>Whether the clusters chosen are groups, in their order; null where they are too many to be looked at.</summary>
    public ClusterStructure? Structure { get; init; }
}

/// <summary>Finds how many clusters there are.</summary>
public static class ChooseK
{
    /// <summary>From this mean silhouette on, clusters are clear structure and not a cut through a continuum.</summary>
    public const double ClearStructure = 0.5;

    private const int FewestForElbow = 3;

    /// <summary>From this mean Jaccard index on, clusters are found again (Hennig 2007, doi 10.1016/j.csda.2006.11.025).</summary>
    private const double Stable = 0.75;

    /// <summary>How much of the clustering is the search for good optima, before they are finished one by one; for the eyes of those who wait.</summary>
    private const double ShareOfSearch = 0.6;

    /// <summary>Clusters the points for every number in the range and chooses one.</summary>
    /// <param name="points">n x d; at least <see cref="ChooseKOptions.MaxClusters"/> of them distinct.</param>
    /// <param name="options">What to search.</param>
    /// <param name="parallelism">How many threads may work on it; the result does not depend on it.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <exception cref="InvalidTableException">The points lie too close together for the smallest number of clusters.</exception>
    public static ClusterChoice Search(FeatureMatrix points, ChooseKOptions options, Parallelism parallelism, IProgress<SearchProgress>? progress = null) =>
        Search(new PointsInMemory(points, parallelism), options, parallelism, progress);

    /// <summary>The same of points wherever they lie.</summary>
    internal static ClusterChoice Search(IPoints points, ChooseKOptions options, Parallelism parallelism, IProgress<SearchProgress>? progress = null) =>
        ScoreAndChoose(points, Cluster(points, options, parallelism, progress), options, parallelism, progress);

    /// <summary>
    /// The first step: the best clustering for every number in the range, and those of its scores that need all points.
    /// </summary>
    internal static IReadOnlyList<(ClusterSet Clustering, ClusterScores Scores)> Cluster(
        IPoints points, ChooseKOptions options, Parallelism parallelism, IProgress<SearchProgress>? progress = null)
    {
        var shared = new PointSample(points);
        KMeansOptions[] tries = [.. Enumerable.Range(options.MinClusters, options.MaxClusters - options.MinClusters + 1)
            .Select(clusters => new KMeansOptions { Clusters = clusters, Restarts = options.Restarts, Seed = options.Seed })];
        var found = new IReadOnlyList<Descent>[tries.Length];
        var searched = 0;

        // The searches share the threads, the longest first; each has only those that would be idle otherwise.
        var within = parallelism with { Threads = (parallelism.Threads + tries.Length - 1) / tries.Length };
        parallelism.Each(tries.Length, (_, item) =>
        {
            var place = tries.Length - 1 - item;
            found[place] = KMeans.Search(shared, tries[place], within);
            var share = (double)Interlocked.Increment(ref searched) / tries.Length;
            progress?.Report(new SearchProgress(SearchStep.Clustering, ShareOfSearch * share));
        });

        var clusterings = new List<(ClusterSet Clustering, ClusterScores Scores)>();
        for (var i = 0; i < tries.Length; i++)
        {
            var (clusters, place) = (tries[i].Clusters, i);
            var lloyd = new Lloyd(points, clusters, parallelism);
            var clustering = KMeans.Finish(
                shared, lloyd, found[i], tries[i], parallelism, progress is null ? null : (iteration, inertia) => Report(place, new(clusters, iteration, inertia, IsFound: false)));

            // Points may differ by so little that its square is no float: then no more clusters can be made than that.
            if (clustering.Sizes.Contains(0)) break;
            clusterings.Add((clustering, ClusterScores.Of(clustering, lloyd.Spreads, parallelism.Cancellation)));
            Report(place + 1, new(clusters, clustering.Iterations, clustering.Inertia, IsFound: true));
        }

        return clusterings.Count > 0
            ? clusterings
            : throw new InvalidTableException(TableDefect.TooFewDistinctCustomers, $"{options.MinClusters} segments were asked for, and the customers lie too close together for so many.");

        void Report(int finished, ClusteringProgress clustering) =>
            progress?.Report(new SearchProgress(SearchStep.Clustering, ShareOfSearch + ((1 - ShareOfSearch) * finished / tries.Length)) { Clustering = clustering });
    }

    /// <summary>The second step: how good they are, and which is chosen.</summary>
    internal static ClusterChoice ScoreAndChoose(
        IPoints points,
        IReadOnlyList<(ClusterSet Clustering, ClusterScores Scores)> clusterings,
        ChooseKOptions options,
        Parallelism parallelism,
        IProgress<SearchProgress>? progress = null)
    {
        progress?.Report(new SearchProgress(SearchStep.Scoring, 0));
        ClusterSet[] sets = [.. clusterings.Select(scored => scored.Clustering)];
        var sample = Silhouette.Sample(points, sets, options.Seed, parallelism);
        var search = StructureSearch.Begin(points, sets, sample, options.Seed, parallelism);
        var groups = search?.Groups(sets) ?? new (int Groups, bool AreInDoubt)?[sets.Length];
        var scored = Score(points, clusterings, sample, options, parallelism, progress)
            .Select((candidate, i) => candidate with { Groups = groups[i]?.Groups, AreGroupsInDoubt = groups[i]?.AreInDoubt ?? false });
        var choice = Choose([.. scored], options, StabilityOf);
        return choice with { Structure = search?.StructureOf(choice.Chosen.Clustering, SeparateAmong(choice.Candidates)) };

        double? StabilityOf(ClusterSet clustering) =>
            JurySelection.Of(points, clustering.Centroids, new JuryOptions { Jurors = Jurors.Few, Restarts = options.Restarts, Seed = options.Seed }, parallelism)?.Stability.Average();
    }

    private static IEnumerable<Candidate> Score(
        IPoints points,
        IReadOnlyList<(ClusterSet Clustering, ClusterScores Scores)> clusterings,
        int[]? sample,
        ChooseKOptions options,
        Parallelism parallelism,
        IProgress<SearchProgress>? progress)
    {
        var most = PointVariety.MostClusters(points);
        var silhouettes = Silhouette.Of(points, [.. clusterings.Select(scored => scored.Clustering)], sample, parallelism);
        return clusterings.Select((scored, i) =>
        {
            var smallest = (double)scored.Clustering.Sizes.Min() / points.Count;
            progress?.Report(new SearchProgress(SearchStep.Scoring, (i + 1.0) / (clusterings.Count + 1)));
            var exceeds = scored.Clustering.Clusters > most;
            return new Candidate(scored.Clustering, silhouettes[i], scored.Scores, smallest, smallest >= options.MinShare && !exceeds) { ExceedsVariety = exceeds };
        });
    }

    /// <summary>The number of clusters that are separate, among those eligible, if any is: see <see cref="ClusterStructure.SeparateClusters"/>.</summary>
    private static int SeparateAmong(IReadOnlyList<Candidate> candidates)
    {
        var compared = candidates.Any(candidate => candidate.Eligible) ? candidates.Where(candidate => candidate.Eligible) : candidates;
        return ClusterStructure.SeparateClusters([.. compared.Where(candidate => candidate.Groups is not null).Select(candidate => (candidate.Clustering.Clusters, candidate.Groups!.Value))]);
    }

    /// <summary>Chooses among candidates.</summary>
    /// <param name="candidates">In ascending order of their number of clusters, without gaps.</param>
    /// <param name="options">The method, the range and the least share.</param>
    /// <param name="stabilityOf">How stable clusters are, 0 to 1, or null where that cannot be said; asked only where nothing else decides, and of as few as possible.</param>
    internal static ClusterChoice Choose(IReadOnlyList<Candidate> candidates, ChooseKOptions options, Func<ClusterSet, double?> stabilityOf)
    {
        if (candidates.Count == 1)
            return Chosen(candidates[0], SelectionRule.Fixed, $"Only {candidates[0].Clustering.Clusters} was tried: the number of segments was fixed, or the table allows no other.");

        var eligible = candidates.Where(candidate => candidate.Eligible).ToArray();
        if (eligible.Length == 0)
        {
            var largest = candidates.MaxBy(candidate => candidate.SmallestShare)!;
            return Chosen(largest, SelectionRule.LargestSmallestShare,
                $"Every number of segments {Ineligible(candidates, options)}; with {largest.Clustering.Clusters} the smallest is largest, {Percent(largest.SmallestShare)}.");
        }

        var best = eligible.MaxBy(candidate => candidate.Silhouette.Mean ?? double.NegativeInfinity)!;
        if (best.Silhouette.Mean is not { } bestMean)
            return Chosen(best, SelectionRule.LargestSmallestShare,
                $"Every number of segments but {best.Clustering.Clusters} {Ineligible(candidates.Where(candidate => candidate != best), options)}.");

        var silhouette = $"{best.Clustering.Clusters} segments have the highest silhouette, {Number(bestMean)}";
        if (options.Selection == SelectionMethod.Silhouette)
            return Chosen(best, SelectionRule.Silhouette, silhouette + ".");
        if (options.Selection == SelectionMethod.Auto && SeparateAmong(candidates) is > 1 and var number)
        {
            // With few customers valleys cannot be proven between all groups; then clear ones that are finer are the better answer.
            var separate = eligible.First(candidate => candidate.Clustering.Clusters == number);
            var isFinerClear = best.Clustering.Clusters > number && best.AreGroupsInDoubt && bestMean >= ClearStructure;
            if (!isFinerClear && (number > 2 || separate.Silhouette.Mean >= ClearStructure))
                return Chosen(separate, SelectionRule.Separate, separate.Groups == number
                    ? $"{number} segments are separate: between any two neighbours there are clearly fewer customers than in either, and of no larger number that was tried is that so."
                    : $"{number} segments show the most separate groups, {separate.Groups}.");
        }

        if (options.Selection == SelectionMethod.Auto && bestMean >= ClearStructure)
            return Chosen(best, SelectionRule.Silhouette, $"{silhouette}: at {Number(ClearStructure)} or more the segments are clearly separate groups.");

        // One cluster is no part of the curve: all would bend at two.
        var curve = candidates.Where(candidate => candidate.Clustering.Clusters > 1).ToArray();
        var bends = eligible.Where(curve.Contains).ToArray();
        if (bends.Length < FewestForElbow)
            return Chosen(best, SelectionRule.Silhouette, $"{silhouette}; an elbow needs at least {FewestForElbow} eligible numbers of segments, here are {bends.Length}.");

        Candidate[] byBend = [.. bends.OrderByDescending(candidate => BelowChord(curve, candidate))];
        var range = $"{curve[0].Clustering.Clusters} to {curve[^1].Clustering.Clusters}";
        if (options.Selection == SelectionMethod.Elbow)
            return Chosen(byBend[0], SelectionRule.Elbow, $"The elbow was asked for: the inertia curve over {range} segments bends most at {byBend[0].Clustering.Clusters}.");

        var (stable, asked) = FirstStable(byBend, stabilityOf);
        candidates = [.. candidates.Select(candidate => asked.FirstOrDefault(known => known.Clustering.Clusters == candidate.Clustering.Clusters) ?? candidate)];
        var unclear = SeparateAmong(candidates) > 1 ? "The groups of customers are not clear" : "The customers form a continuum";
        var cut = $"{unclear} (the highest silhouette is {Number(bestMean)}, below {Number(ClearStructure)}), so the elbow decides, which depends on the range that was searched";
        return Chosen(stable, SelectionRule.StableElbow, stable.Stability >= Stable
            ? $"{cut}: of the numbers whose segments are found again among customers drawn anew, the inertia curve over {range} segments bends most at {stable.Clustering.Clusters}."
            : $"{cut}, among stable numbers; none over {range} is, and most of the segments is found again with {stable.Clustering.Clusters}{(stable.Stability is { } share ? $", {Number(share)} of 1" : "")}.");

        ClusterChoice Chosen(Candidate candidate, SelectionRule rule, string reason) => new(candidates, candidate, rule, reason);
    }

    /// <summary>The first candidate that is stable, or the most stable one of all; and those that were asked for it.</summary>
    private static (Candidate Chosen, List<Candidate> Asked) FirstStable(Candidate[] candidates, Func<ClusterSet, double?> stabilityOf)
    {
        var asked = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            asked.Add(candidate with { Stability = stabilityOf(candidate.Clustering) });
            if (asked[^1].Stability >= Stable) return (asked[^1], asked);
        }

        return (asked.MaxBy(candidate => candidate.Stability ?? 0)!, asked);
    }

    /// <summary>Why none of some candidates is eligible.</summary>
    private static string Ineligible(IEnumerable<Candidate> candidates, ChooseKOptions options)
    {
        const string tooMany = "is too large for so few different customers";
        var tiny = $"leaves one with less than {Percent(options.MinShare)} of the customers";
        return string.Join(" or ", candidates.Select(candidate => candidate.SmallestShare < options.MinShare ? tiny : tooMany).Distinct());
    }

    /// <summary>How far the inertia lies below the chord of the curve, both axes scaled to [0, 1].</summary>
    private static double BelowChord(Candidate[] curve, Candidate candidate)
    {
        var (first, last) = (curve[0].Clustering, curve[^1].Clustering);
        var fall = first.Inertia - last.Inertia;
        if (fall <= 0) return 0;
        var x = (double)(candidate.Clustering.Clusters - first.Clusters) / (last.Clusters - first.Clusters);
        var y = (candidate.Clustering.Inertia - last.Inertia) / fall;
        return 1 - x - y;
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
