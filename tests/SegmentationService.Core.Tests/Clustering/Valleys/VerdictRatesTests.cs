using SegmentationService.Core.Clustering;
using SegmentationService.Core.Clustering.Valleys;
using SegmentationService.Core.Data;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Clustering.Valleys;

/// <summary>
/// Protects what the verdict promises: how often it is right, on tables of which the truth is known. Seeded, so the counts are what they are; their limits are such that a rate of more than one
/// wrong in twenty would have given so few with a chance of at most one in twenty (Clopper and Pearson).
/// </summary>
public sealed class VerdictRatesTests
{
    private static readonly Parallelism TwoThreads = new(2, CancellationToken.None);

    [Fact]
    public void Verdict_OfOneCloud_IsContinuum()
    {
        var wrong = new List<string>();
        var tables = 0;
        foreach (var kind in MadeTables.Structureless)
        {
            foreach (var features in (int[])[2, 5, 8])
            {
                for (var seed = 1; seed <= 5; seed++, tables++)
                {
                    var choice = Search(MadeTables.Cloud(kind, 1_000, features, seed));
                    if (choice.Structure!.Verdict != StructureVerdict.Continuum) wrong.Add($"{kind} {features} {seed}: {Words(choice)}");
                }
            }
        }

        Assert.Equal(60, tables);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tables} clouds are no continuum:\n{string.Join('\n', wrong)}");
    }

    [Fact]
    public void Verdict_OfGroupsFiveDeviationsApart_IsNoContinuum()
    {
        var wrong = new List<string>();
        var tables = 0;
        foreach (var groups in (int[])[3, 4, 6])
        {
            foreach (var features in (int[])[2, 5, 8])
            {
                for (var seed = 1; seed <= 7; seed++, tables++)
                {
                    var choice = Search(MadeTables.Groups("spherical", groups, 1_000, features, separation: 5, seed));
                    if (choice.Structure!.Verdict == StructureVerdict.Continuum) wrong.Add($"{groups} groups {features} {seed}: {Words(choice)}");
                }
            }
        }

        Assert.Equal(63, tables);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {tables} tables with groups are a continuum:\n{string.Join('\n', wrong)}");
    }

    /// <summary>Forty tables of 1 to 8 groups: the number that is separate is the true one on 38, and the number that is chosen on 32 of the 36 with more than one.</summary>
    [Fact]
    public void Choose_OfFortyTables_FindsTheTrueNumber()
    {
        (string Kind, int Groups, int Count)[] tables =
        [
            .. MadeTables.Grouped.Select(kind => (kind, 1, 3_000)),
            .. from kind in MadeTables.Grouped from groups in Enumerable.Range(2, 7) select (kind, groups, 3_000),
            .. Enumerable.Range(2, 7).Select(groups => ("spherical", groups, 600)),
            ("elongated", 4, 600),
        ];
        var (separate, chosen, told) = (0, 0, new List<string>());
        for (var i = 0; i < tables.Length; i++)
        {
            var (kind, groups, count) = tables[i];
            var choice = Search(MadeTables.Groups(kind, groups, count, features: 4, separation: 7, seed: i));
            if (choice.Structure!.SeparateSegments == groups) separate++;
            else told.Add($"{kind} {groups} {count}: {Words(choice)}");
            if (groups > 1 && choice.Chosen.Clustering.Clusters == groups) chosen++;
        }

        Assert.Equal(40, tables.Length);
        Assert.True(separate >= 38 && chosen >= 32, $"{separate} of 40 separate, {chosen} of 36 chosen:\n{string.Join('\n', told)}");
    }

    [SharedDataTheory]
    [InlineData("online_retail_rfm", 5)]
    [InlineData("telco_customer_churn", 6)]
    [InlineData("mall_customers", 4)]
    [InlineData("wholesale_customers", 6)] // The elbow is at 5, of which too little is found again, as is checked below.
    public void Search_RealTables_ChoosesAsBeforeAndIsNoCloudOfGroups(string set, int clusters)
    {
        var options = new TrainingOptions();

        var choice = SegmentTrainer.Search(SegmentTrainer.Prepare(SharedData.Table(set), options, TwoThreads), options, TwoThreads);

        Assert.True(choice.Chosen.Clustering.Clusters == clusters, $"{choice.Chosen.Clustering.Clusters}: {Words(choice)}");
        Assert.All(choice.Candidates.Where(candidate => candidate.Stability is not null && candidate.Clustering.Clusters != clusters), candidate => Assert.True(candidate.Stability < 0.75, Words(choice)));
        Assert.True(set != "wholesale_customers" || choice.Candidates.Single(candidate => candidate.Clustering.Clusters == 5).Stability is not null, Words(choice));
        if (set is "online_retail_rfm" or "telco_customer_churn") Assert.True(choice.Structure!.Verdict == StructureVerdict.Continuum, Words(choice));
    }

    /// <summary>The order of the rows is of no importance, though other customers are drawn.</summary>
    [SharedDataTheory]
    [InlineData("online_retail_rfm")]
    [InlineData("telco_customer_churn")]
    [InlineData("unbalance")]
    public void Verdict_OfShuffledRows_IsTheSameNineTimesInTen(string set)
    {
        var options = new TrainingOptions();
        var points = SegmentTrainer.Prepare(SharedData.Table(set), options, TwoThreads).Points;
        var expected = Search(points).Structure!.Verdict;

        var same = Enumerable.Range(1, 10).Count(seed => Search(Shuffled(points, seed)).Structure!.Verdict == expected);

        Assert.True(same >= 9, $"{same} of 10 are {expected}");
    }

    private static FeatureMatrix Shuffled(FeatureMatrix points, int seed)
    {
        var order = Enumerable.Range(0, points.Count).ToArray();
        new Random(seed).Shuffle(order);
        return points.Select(order);
    }

    private static ClusterChoice Search(FeatureMatrix points) =>
        ChooseK.Search(points, new ChooseKOptions { MinClusters = 2, MaxClusters = 10, Restarts = 3 }, TwoThreads);

    private static string Words(ClusterChoice choice) =>
        $"{choice.Structure?.Verdict}, {choice.Structure?.SeparateSegments} separate, groups {string.Join(' ', choice.Candidates.Select(candidate => candidate.Groups))}; {choice.Reason}";
}
