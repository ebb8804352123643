using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Scores;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Protects the choice of the number of segments: each rule, and which rule comes first.</summary>
public sealed class ChooseKTests
{
    // Inertias of 2 to 5 clusters. Scaled to [0, 1] they are (0, 1), (1/3, 1/4), (2/3, 1/8), (1, 0); the chord is x + y = 1, and
    // below it lie 0, 5/12, 5/24, 0: the elbow is at 3.
    private static readonly double[] Curve = [100, 40, 30, 20];

    /// <summary>Who watches changes nothing, and sees each number once, with its inertia, and none that rises on the way.</summary>
    [Theory]
    [InlineData(300)]
    [InlineData(30_000)]
    public void Search_Watched_FindsTheSameAndTellsIt(int count)
    {
        var points = PointSets.Matrix(PointSets.Blobs(seed: 5, count, features: 3, centres: 4, noise: 2));
        var options = new ChooseKOptions { MinClusters = 1, MaxClusters = 6, Restarts = 2 };
        var watch = new Watch();

        var watched = ChooseK.Search(points, options, Parallelism.None, watch);

        var unwatched = ChooseK.Search(points, options, Parallelism.None);
        Assert.Equal(unwatched.Candidates.Select(candidate => candidate.Clustering.Centroids), watched.Candidates.Select(candidate => candidate.Clustering.Centroids));
        var clusterings = watch.Reports.Select(report => report.Clustering).OfType<ClusteringProgress>().ToArray();
        Assert.Equal(
            watched.Candidates.Select(candidate => new ClusteringProgress(candidate.Clustering.Clusters, candidate.Clustering.Iterations, candidate.Clustering.Inertia, IsFound: true)),
            clusterings.Where(clustering => clustering.IsFound));
        foreach (var passes in clusterings.Where(clustering => !clustering.IsFound).GroupBy(clustering => clustering.Clusters))
        {
            Assert.Equal(Enumerable.Range(1, passes.Count()), passes.Select(pass => pass.Iteration));
            Assert.Equal(passes.Select(pass => pass.Inertia).OrderDescending(), passes.Select(pass => pass.Inertia));
        }

        Assert.Equal([SearchStep.Clustering, SearchStep.Scoring], watch.Reports.Select(report => report.Step).Distinct());
        foreach (var step in watch.Reports.GroupBy(report => report.Step)) Assert.Equal(step.Select(report => report.Done).Order(), step.Select(report => report.Done));
        Assert.All(watch.Reports, report => Assert.InRange(report.Done, 0, 1));
    }

    [Fact]
    public void Choose_ClearStructure_TakesTheHighestSilhouette()
    {
        var choice = Choose(Candidates(2, Curve, [0.3, 0.45, 0.6, 0.5]));

        Assert.Equal(4, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Silhouette, choice.Rule);
        Assert.Contains("0.60", choice.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5, SelectionRule.Silhouette, 5)]
    [InlineData(0.4999, SelectionRule.StableElbow, 3)]
    public void Choose_SilhouetteAtTheLimit_IsClearStructureFromOneHalfOn(double best, SelectionRule rule, int clusters)
    {
        var choice = Choose(Candidates(2, Curve, [0.3, 0.2, 0.3, best]));

        Assert.Equal(rule, choice.Rule);
        Assert.Equal(clusters, choice.Chosen.Clustering.Clusters);
    }

    [Fact]
    public void Choose_EquallyHighSilhouettes_TakesTheFewestClusters() =>
        Assert.Equal(3, Choose(Candidates(2, Curve, [0.3, 0.6, 0.6, 0.6])).Chosen.Clustering.Clusters);

    /// <summary>The elbow is at 3, then 4; who is stable at once spares the others the question.</summary>
    [Theory]
    [InlineData(0.8, 0.9, 3, 1)]
    [InlineData(0.74, 0.75, 4, 2)]
    [InlineData(0.5, 0.7, 4, 4)] // None is stable: the most stable.
    public void Choose_Continuum_TakesTheElbowAmongStableNumbers(double ofThree, double ofFour, int clusters, int asked)
    {
        var choice = Choose(Candidates(2, Curve, [0.4, 0.3, 0.2, 0.1]), SelectionMethod.Auto, clustering => clustering.Clusters switch { 3 => ofThree, 4 => ofFour, _ => 0.1 });

        Assert.Equal((clusters, SelectionRule.StableElbow), (choice.Chosen.Clustering.Clusters, choice.Rule));
        Assert.Equal(asked, choice.Candidates.Count(candidate => candidate.Stability is not null));
        Assert.Contains(choice.Chosen, choice.Candidates);
    }

    [Fact]
    public void Choose_StabilityThatCannotBeSaid_TakesTheElbow() =>
        Assert.Equal(3, Choose(Candidates(2, Curve, [0.4, 0.3, 0.2, 0.1]), SelectionMethod.Auto, _ => null).Chosen.Clustering.Clusters);

    /// <summary>Groups of 2 to 5 clusters, and what is chosen: the most groups where nearly all are separate, two only with a clear silhouette.</summary>
    [Theory]
    [InlineData(new[] { 2, 3, 3, 3 }, 0.3, 3, SelectionRule.Separate)]
    [InlineData(new[] { 2, 3, 2, 4 }, 0.3, 3, SelectionRule.Separate)] // 4 of 5 are less than nine in ten: the largest number of which all are.
    [InlineData(new[] { 2, 2, 2, 2 }, 0.6, 2, SelectionRule.Separate)]
    [InlineData(new[] { 2, 2, 2, 2 }, 0.3, 3, SelectionRule.StableElbow)]
    [InlineData(new[] { 1, 1, 1, 1 }, 0.3, 3, SelectionRule.StableElbow)]
    public void Choose_Groups_TakesTheNumberThatIsSeparate(int[] groups, double silhouetteOfTwo, int clusters, SelectionRule rule)
    {
        Candidate[] candidates = [.. Candidates(2, Curve, [silhouetteOfTwo, 0.3, 0.2, 0.1]).Zip(groups, (candidate, found) => candidate with { Groups = found })];

        var choice = Choose(candidates);

        Assert.Equal((clusters, rule), (choice.Chosen.Clustering.Clusters, choice.Rule));
        Assert.Equal(SelectionRule.Silhouette, Choose(candidates, SelectionMethod.Silhouette).Rule);
    }

    /// <summary>Valleys between three clusters, where two are proven to be separate, are in doubt for want of points: then clear clusters speak for themselves.</summary>
    [Theory]
    [InlineData(true, 0.9, 3, SelectionRule.Silhouette)]
    [InlineData(true, 0.6, 2, SelectionRule.Separate)] // Two are clearer
    [InlineData(false, 0.9, 2, SelectionRule.Separate)]
    public void Choose_GroupsInDoubt_TakesClearerClustersThatAreFiner(bool areInDoubt, double silhouetteOfThree, int clusters, SelectionRule rule)
    {
        Candidate[] candidates = [.. Candidates(2, Curve, [0.7, silhouetteOfThree, 0.2, 0.1]).Select(candidate => candidate with { Groups = 2, AreGroupsInDoubt = areInDoubt && candidate.Clustering.Clusters > 2 })];

        var choice = Choose(candidates);

        Assert.Equal((clusters, rule), (choice.Chosen.Clustering.Clusters, choice.Rule));
    }

    [Fact]
    public void Choose_ElbowByHand_IsFarthestBelowTheChord()
    {
        var choice = Choose(Candidates(2, Curve, [0.4, 0.3, 0.2, 0.1]));

        Assert.Equal(3, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.StableElbow, choice.Rule);
        Assert.Contains("continuum", choice.Reason, StringComparison.Ordinal);
        Assert.Contains("2 to 5", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_ElbowNotEligible_TakesTheNextBestAgainstTheSameChord()
    {
        // Without 3 the farthest of the eligible ones is 4; that the curve still counts 3 changes no distance.
        var choice = Choose(Candidates(2, Curve, [0.4, 0.3, 0.2, 0.1], ineligible: 3));

        Assert.Equal(4, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.StableElbow, choice.Rule);
    }

    [Fact]
    public void Choose_HighestSilhouetteNotEligible_IsPassedOver()
    {
        var choice = Choose(Candidates(2, Curve, [0.9, 0.3, 0.6, 0.1], ineligible: 2));

        Assert.Equal(4, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Silhouette, choice.Rule);
    }

    [Fact]
    public void Choose_FewerThanThreeEligible_TakesTheHighestSilhouette()
    {
        var choice = Choose(Candidates(2, Curve, [0.1, 0.3, 0.2, 0.4], ineligible: [2, 5]));

        Assert.Equal(3, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Silhouette, choice.Rule);
    }

    [Fact]
    public void Choose_NoneEligible_TakesTheLargestSmallestShare()
    {
        // The shares in these candidates are 0.001 k: the largest is that of 5. The silhouette does not count.
        var choice = Choose(Candidates(2, Curve, [0.9, 0.8, 0.7, 0.6], ineligible: [2, 3, 4, 5]));

        Assert.Equal(5, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.LargestSmallestShare, choice.Rule);
        Assert.Contains("1 %", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_SilhouetteAskedFor_CountsAlsoWhenLow()
    {
        var choice = Choose(Candidates(2, Curve, [0.1, 0.2, 0.3, 0.25]), SelectionMethod.Silhouette);

        Assert.Equal(4, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Silhouette, choice.Rule);
    }

    [Fact]
    public void Choose_ElbowAskedFor_CountsAlsoWithClearStructure()
    {
        var choice = Choose(Candidates(2, Curve, [0.9, 0.8, 0.95, 0.7]), SelectionMethod.Elbow);

        Assert.Equal(3, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Elbow, choice.Rule);
        Assert.Contains("asked for", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OneCandidate_IsFixedWhateverItsShare()
    {
        var choice = Choose(Candidates(4, [30], [0.1], ineligible: 4));

        Assert.Equal(4, choice.Chosen.Clustering.Clusters);
        Assert.Equal(SelectionRule.Fixed, choice.Rule);
    }

    [Fact]
    public void Choose_FlatCurve_TakesTheFewestClusters() =>
        Assert.Equal(2, Choose(Candidates(2, [7, 7, 7, 7], [0.1, 0.2, 0.3, 0.4])).Chosen.Clustering.Clusters);

    [Fact]
    public void Choose_StraightCurve_TakesTheFewestClusters() =>
        // Quarters are exact, so all lie on the chord and not a rounding error beside it.
        Assert.Equal(2, Choose(Candidates(2, [100, 80, 60, 40, 20], [0.1, 0.2, 0.3, 0.4, 0.4])).Chosen.Clustering.Clusters);

    [Fact]
    public void Choose_RangeFromOneCluster_OneIsNoPartOfTheElbow()
    {
        // The contract: "k = 1 is not part of it". From 1,000 at k = 1 everything after is flat and the bend would be at 2.
        var choice = Choose(Candidates(1, [1000, .. Curve], [null, 0.4, 0.3, 0.2, 0.1]));

        Assert.Equal(3, choice.Chosen.Clustering.Clusters);
        Assert.Contains("2 to 5", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_OnlyOneClusterEligible_SaysSoInWords()
    {
        var choice = Choose(Candidates(1, [1000, .. Curve], [null, 0.4, 0.3, 0.2, 0.1], ineligible: [2, 3, 4, 5]));

        Assert.Equal(1, choice.Chosen.Clustering.Clusters);
        Assert.DoesNotContain("Infinity", choice.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("silhouette", choice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_ThreeGroups_TriesTheWholeRangeAndFindsThem()
    {
        var points = PointSets.Matrix([.. PointSets.Blobs(seed: 21, 90, 2, 1, noise: 0.3).Select((row, i) => (double[])[row[0] + (4 * (i % 3)), row[1] + (i % 3 == 1 ? 4 : 0)])]);

        var choice = ChooseK.Search(points, new ChooseKOptions { MinClusters = 2, MaxClusters = 6 }, Parallelism.None);

        Assert.Equal([2, 3, 4, 5, 6], choice.Candidates.Select(candidate => candidate.Clustering.Clusters));
        Assert.Equal(3, choice.Chosen.Clustering.Clusters);
        Assert.Equal([30, 30, 30], choice.Chosen.Clustering.Sizes);
        Assert.Equal(1.0 / 3, choice.Chosen.SmallestShare);
    }

    [Fact]
    public void Search_ManyPoints_KeepsNoLabelsAndHasTheScoresOfThose()
    {
        var points = PointSets.Matrix(PointSets.Blobs(9, Silhouette.ExactUpTo + 1, 2, 3, noise: 1));
        var options = new ChooseKOptions { MinClusters = 2, MaxClusters = 4, Restarts = 1 };

        var candidates = ChooseK.Search(points, options, Parallelism.None).Candidates;

        Assert.All(candidates, candidate => Assert.IsNotType<KMeansResult>(candidate.Clustering));
        KMeansResult[] labelled = [.. Enumerable.Range(2, 3).Select(k => KMeans.Fit(points, new KMeansOptions { Clusters = k, Restarts = 1 }, Parallelism.None))];
        var silhouettes = Silhouette.Compute(points, labelled, options.Seed, Parallelism.None);
        for (var i = 0; i < labelled.Length; i++)
        {
            Assert.Equal(silhouettes[i].Customers, candidates[i].Silhouette.Customers);
            Assert.Equal(silhouettes[i].Mean, candidates[i].Silhouette.Mean);
            Assert.Equal(ClusterScores.Compute(points, labelled[i], Parallelism.None), candidates[i].Scores);
        }
    }

    [Fact]
    public void Search_SmallestClusterExactlyAtTheShare_IsEligible()
    {
        // One customer of 100, and 1 %.
        var points = PointSets.Line([.. Enumerable.Range(0, 99).Select(i => i % 10 * 0.1), 50]);

        var choice = ChooseK.Search(points, new ChooseKOptions { MinClusters = 2, MaxClusters = 3, MinShare = 0.01 }, Parallelism.None);

        Assert.Equal(0.01, choice.Candidates[0].SmallestShare);
        Assert.True(choice.Candidates[0].Eligible);
    }

    /// <summary>Counts of 1 to 12, fewer and fewer: a cluster for each value has the silhouette 1, and says nothing.</summary>
    [Fact]
    public void Search_FewDifferentPoints_DoesNotEndWithOneClusterForEach()
    {
        var points = PointSets.Line([.. Enumerable.Range(1, 12).SelectMany(value => Enumerable.Repeat((double)value, 1 + (240 / (value * value))))]);

        var choice = ChooseK.Search(points, new ChooseKOptions { MinClusters = 2, MaxClusters = 10 }, Parallelism.None);

        // Beside the 1: 61, 27, 16, 10, 7, 5, 4, 3, 3, 2, 2 of 140: 140 x 140 / 4922 = 4.0, so that 1 + 2 clusters are eligible.
        Assert.InRange(choice.Chosen.Clustering.Clusters, 2, 3);
        Assert.All(choice.Candidates, candidate => Assert.Equal(candidate.Clustering.Clusters > 3, candidate.ExceedsVariety));
        Assert.DoesNotContain(choice.Candidates, candidate => candidate.ExceedsVariety && candidate.Eligible);
        Assert.True(choice.Candidates[^1].Silhouette.Mean > 0.9); // Which was the highest.
    }

    [Fact]
    public void Search_FewDifferentPointsAndAFixedNumber_IsObeyed()
    {
        var points = PointSets.Line([.. Enumerable.Range(0, 100).Select(i => i % 5)]);

        Assert.Equal(5, ChooseK.Search(points, new ChooseKOptions { MinClusters = 5, MaxClusters = 5 }, Parallelism.None).Chosen.Clustering.Clusters);
    }

    [Fact]
    public void Search_OnlyNumbersThatAreTooLarge_TakesTheOneWhoseSmallestIsLargest()
    {
        var points = PointSets.Line([.. Enumerable.Range(0, 100).Select(i => i % 6)]);

        var choice = ChooseK.Search(points, new ChooseKOptions { MinClusters = 4, MaxClusters = 6 }, Parallelism.None);

        Assert.Equal((4, SelectionRule.LargestSmallestShare), (choice.Chosen.Clustering.Clusters, choice.Rule));
        Assert.Contains("Every number of segments is too large for so few different customers", choice.Reason, StringComparison.Ordinal);
    }

    private static ClusterChoice Choose(Candidate[] candidates, SelectionMethod method = SelectionMethod.Auto) =>
        Choose(candidates, method, _ => 1);

    private static ClusterChoice Choose(Candidate[] candidates, SelectionMethod method, Func<ClusterSet, double?> stabilityOf) =>
        ChooseK.Choose(candidates, new ChooseKOptions { MinClusters = candidates[0].Clustering.Clusters, MaxClusters = candidates[^1].Clustering.Clusters, Selection = method }, stabilityOf);

    private static Candidate[] Candidates(int first, double[] inertias, double?[] silhouettes, params int[] ineligible) =>
        [.. inertias.Select((inertia, i) => new Candidate(
            new KMeansResult { Centroids = [], Labels = [], Sizes = new int[first + i], Inertia = inertia, Iterations = 1, Converged = true },
            new SilhouetteScore(silhouettes[i], 1000),
            new ClusterScores(1, 1),
            ineligible.Contains(first + i) ? 0.001 * (first + i) : 0.1,
            !ineligible.Contains(first + i)))];

    private sealed class Watch : IProgress<SearchProgress>
    {
        public List<SearchProgress> Reports { get; } = [];

        public void Report(SearchProgress value) => Reports.Add(value);
    }
}
