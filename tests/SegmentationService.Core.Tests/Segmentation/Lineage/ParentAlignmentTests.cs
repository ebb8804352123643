using System.Text;
using SegmentationService.Core.Clustering.Jury;
using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;
using SegmentationService.Core.Segmentation.Lineage;

namespace SegmentationService.Core.Tests.Segmentation.Lineage;

/// <summary>Protects ids: a segment that is found again keeps its id, no id stands for two segments of a line, and what became of the others is told as it is.</summary>
public sealed class ParentAlignmentTests
{
    private static readonly Parallelism TwoThreads = new(2, CancellationToken.None);

    /// <summary>The rule for pairs needs no search for the best pairing: the Hungarian method gives the same ones, on overlaps of any kind.</summary>
    [Fact]
    public void Match_RandomOverlaps_AreTheHungarianPairsOfAJaccardIndexOfAHalf()
    {
        var random = new Random(1);
        var matched = 0;
        for (var round = 0; round < 2_000; round++)
        {
            var shared = new int[random.Next(1, 8), random.Next(1, 8)];
            for (var p = 0; p < shared.GetLength(0); p++)
                for (var c = 0; c < shared.GetLength(1); c++) shared[p, c] = random.Next(3) == 0 ? random.Next(40) : random.Next(4);
            int[] parentSizes = [.. Enumerable.Range(0, shared.GetLength(0)).Select(p => Enumerable.Range(0, shared.GetLength(1)).Sum(c => shared[p, c]))];
            int[] sizes = [.. Enumerable.Range(0, shared.GetLength(1)).Select(c => Enumerable.Range(0, shared.GetLength(0)).Sum(p => shared[p, c]))];
            double Jaccard(int p, int c) => (double)shared[p, c] / (parentSizes[p] + sizes[c] - shared[p, c]);

            var expected = new int[sizes.Length];
            Array.Fill(expected, -1);
            var hungarian = HungarianAlignment.Match(shared);
            var isTied = false;
            for (var p = 0; p < hungarian.Length; p++)
            {
                for (var c = 0; c < sizes.Length; c++) isTied |= Jaccard(p, c) == 0.5;
                if (hungarian[p] is >= 0 and var of && Jaccard(p, of) >= 0.5) expected[of] = p;
            }

            if (isTied) continue; // of two equal halves either may be the one
            matched += expected.Count(p => p >= 0);
            Assert.Equal(expected, ParentAlignment.Match(SharedOf(shared, sizes), sizes));
        }

        Assert.True(matched > 1_000, $"{matched}");
    }

    /// <summary>Both halves share half of the customers with the whole: the first, which is the larger or comes first, is the whole, and the other is new.</summary>
    [Fact]
    public void Match_TwoEqualHalves_TheFirstIsTheWhole() => Assert.Equal([0, -1], ParentAlignment.Match(SharedOf(new int[,] { { 5, 5 } }, [5, 5]), [5, 5]));

    /// <summary>Of 60 and 40 customers of one group a new table finds two: both are parts of it, the larger keeps its id, and the smaller gets one that was never used.</summary>
    [Fact]
    public void Train_GroupThatFallsApart_SplitsAndTheLargerPartKeepsTheId()
    {
        var parent = new ParentModel(4, Train([("a", 0, 0, 100), ("b", 60, 60, 120)], 2, null));
        var child = Train([("a1", -9, 0, 60), ("a2", 9, 0, 40), ("b", 60, 60, 120)], 3, parent);

        Assert.Equal([1, 2], parent.Trained.Model.Segments.Select(segment => segment.Id)); // 120 and 100 customers
        Assert.Equal([1, 2, 3], child.Model.Segments.Select(segment => segment.Id));
        Assert.Equal(
            [new SegmentOrigin(1, 1, LineageStatus.Kept), new SegmentOrigin(2, 1, LineageStatus.Split), new SegmentOrigin(2, 1, LineageStatus.Split)],
            child.Report.Lineage!.Segments);
        Assert.Equal((4, 3), (child.Report.Lineage.Parent, child.Report.Lineage.LastId));
        Assert.Empty(child.Report.Lineage.Retired);
    }

    /// <summary>Of 100 customers 45 are the largest part: no part is the segment that a person named, and the name is told with where they are. A name of a segment that is found again is not.</summary>
    [Fact]
    public void Train_NamedGroupThatFallsIntoSmallParts_TellsWhereItsCustomersAre()
    {
        var given = new Dictionary<int, string> { [1] = "Regulars", [2] = "VIP" };
        var parent = new ParentModel(4, Train([("a", 0, 0, 100), ("b", 60, 60, 120)], 2, null)) { GivenNames = given };
        var child = Train([("a1", -14, 0, 45), ("a2", 14, 0, 30), ("a3", 0, -20, 25), ("b", 60, 60, 120)], 4, parent);

        string[] names = [.. child.Model.Segments.Select(segment => segment.Name)];
        Assert.Equal([1, 3, 4, 5], child.Model.Segments.Select(segment => segment.Id));
        var told = Assert.Single(child.Report.Notices, notice => notice.Code == "given_name_lost").Message;
        Assert.StartsWith("No segment is so much like segment 2 of version 4 that it keeps the name that this was given, 'VIP'", told, StringComparison.Ordinal);
        Assert.Contains($"segment 3 ('{names[1]}', 45 % of them), segment 4 ('{names[2]}', 30 % of them), segment 5 ('{names[3]}', 25 % of them).", told, StringComparison.Ordinal);
    }

    /// <summary>The reverse: 55 and 45 customers are one segment, which is the larger of the two before; the id of the other is not given again, not even two trainings later.</summary>
    [Fact]
    public void Train_GroupsThatBecomeOne_MergeAndTheIdOfTheSmallerIsNeverGivenAgain()
    {
        var first = new ParentModel(1, Train([("a1", -9, 0, 55), ("a2", 9, 0, 45), ("b", 60, 60, 120)], 3, null));
        var second = new ParentModel(2, Train([("a1", -9, 0, 55), ("a2", 9, 0, 45), ("b", 60, 60, 120)], 2, first));
        var third = Train([("a1", -9, 0, 55), ("a2", 9, 0, 45), ("b", 60, 60, 120)], 3, second);

        Assert.Equal([1, 2], second.Trained.Model.Segments.Select(segment => segment.Id));
        Assert.Equal([new SegmentOrigin(1, 1, LineageStatus.Kept), new SegmentOrigin(2, 0.55, LineageStatus.Merged)], second.Trained.Report.Lineage!.Segments);
        Assert.Equal([3], second.Trained.Report.Lineage.Retired);
        Assert.Equal(3, second.Trained.Report.Lineage.LastId);
        Assert.Equal([1, 2, 4], third.Model.Segments.Select(segment => segment.Id));
    }

    /// <summary>The order is that of the sizes, whatever the ids are; what nobody is like any more retires; and of customers who are nowhere near, the nearest segment is what they come from.</summary>
    [Fact]
    public void Train_OtherSizesAndAGroupThatIsGone_KeepsIdsInTheOrderOfSizes()
    {
        var parent = new ParentModel(1, Train([("a", 0, 0, 50), ("b", 60, 60, 120), ("c", -60, 60, 80)], 3, null));
        var child = Train([("a", 0, 0, 150), ("b", 60, 60, 100), ("d", 60, -60, 160)], 3, parent);

        // b, c, a had ids 1, 2, 3. Customers of d lie nearest to a, 160 of whose 310 customers they are then.
        Assert.Equal([3, 4, 1], child.Model.Segments.Select(segment => segment.Id));
        Assert.Equal([160, 150, 100], child.Report.Profiles.Select(profile => profile.Size));
        Assert.Equal([LineageStatus.Split, LineageStatus.Split, LineageStatus.Kept], child.Report.Lineage!.Segments.Select(segment => segment.Status));
        Assert.Equal([2], child.Report.Lineage.Retired);
    }

    /// <summary>Columns that come in another order, with other means and other skewness, are the same features; one more or less is not.</summary>
    [Fact]
    public void Differences_OfTables_AreNamesAndFormulasAndNothingElse()
    {
        var parent = new ParentModel(3, SegmentTrainer.Train(CsvTable.Of(("x", Numbers(1, 40)), ("y", Numbers(2, 40))), new TrainingOptions { Clusters = 2 }, TwoThreads));

        Assert.True(DifferencesFrom(("y", [.. Numbers(3, 50).Select(value => 1000 * value * value)]), ("x", Numbers(4, 50))).IsNone);
        var others = DifferencesFrom(("z", Numbers(3, 50)), ("x", Numbers(4, 50)));
        Assert.Equal(["y"], others.Missing);
        Assert.Equal(["z"], others.Added);
        var refused = Assert.Throws<ParentMismatchException>(() => parent.Check(Prepare(("x", Numbers(4, 50)))));
        Assert.Equal(["y"], refused.Missing);
        Assert.Empty(refused.Added);
        Assert.Contains("Version 3 cannot be the parent, since it has other features: missing here is 'y'", refused.Message, StringComparison.Ordinal);

        FeatureDifferences DifferencesFrom(params (string Name, double[] Values)[] columns) => parent.DifferencesFrom(Prepare(columns));
    }

    /// <summary>An encoded column has the same values in another order, and a column that nothing is made of any more: the parent finds each customer where it would by a prediction.</summary>
    [Fact]
    public void Apply_CustomersOfAnotherTable_AreThePointsOfPredictions()
    {
        var (before, after) = ("plan,spend,visits\nbasic,20,2\ngold,210,9\nbasic,25,1\ngold,190,\nbasic,22,3\ngold,230,8\n", "visits,spend,plan\n1,21,gold\n,240,basic\n5,99,gold\n7,18,basic\n3,22,\n");
        var options = new TrainingOptions { Clusters = 2, Preparation = new PreparationOptions { Encode = ["plan"] } };
        var parent = SegmentTrainer.Train(CsvTable.Parse(before, encodes: name => name == "plan"), options, TwoThreads).Model;
        var customers = SegmentTrainer.Prepare(CsvTable.Parse(after, encodes: name => name == "plan"), options, TwoThreads);

        var points = FeaturePreparation.Apply(parent.FeatureSet, customers, TwoThreads);

        string?[][] rows = [["gold", "21", "1"], ["basic", "240", null], ["gold", "99", "5"], ["basic", "18", "7"], [null, "22", "3"]];
        for (var row = 0; row < rows.Length; row++)
        {
            double[] inputs = [.. parent.FeatureSet.Inputs.Select(input => rows[row][Array.IndexOf(["plan", "spend", "visits"], input.Name)] is not { } text ? double.NaN
                : input.Values is { } values ? values.Names.TakeWhile(name => name != text).Count() : double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
            var (expected, actual) = (new float[points.Features], new float[points.Features]);
            parent.FeatureSet.Prepare(inputs, expected);
            points.CopyPoint(row, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Train_AnyNumberOfThreads_GivesTheSameLineage(int threads)
    {
        var parent = new ParentModel(1, Train([("a", 0, 0, 900), ("b", 30, 20, 1_200), ("c", -30, 20, 1_500)], 4, null));
        TrainedModel With(int count) => SegmentTrainer.Train(Table([("a", 3, 0, 1_000), ("b", 28, 24, 1_100), ("c", -36, 20, 1_600)]), new TrainingOptions { Clusters = 5 }, new Parallelism(count, CancellationToken.None), parent);
        var (expected, actual) = (With(2), With(threads));

        Assert.Equal(expected.Model.Segments, actual.Model.Segments);
        Assert.Equal(expected.Report.Lineage!.Segments, actual.Report.Lineage!.Segments);
        Assert.Equal(expected.Model.Fingerprint(), actual.Model.Fingerprint());
    }

    [Fact]
    public void Train_Canceled_Ends()
    {
        using var end = new CancellationTokenSource();
        var parent = new ParentModel(1, Train([("a", 0, 0, 50), ("b", 60, 60, 120)], 2, null));
        var options = new TrainingOptions { Clusters = 2 };
        var customers = SegmentTrainer.Prepare(Table([("a", 0, 0, 50), ("b", 60, 60, 120)]), options, TwoThreads);
        var segmented = SegmentTrainer.Assign(customers, SegmentTrainer.Search(customers, options, TwoThreads), TwoThreads);
        end.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ParentAlignment.Of(customers, segmented, parent, new Parallelism(2, end.Token)));
    }

    /// <summary>What is taken for the comparison is given back after it, so that later steps have it.</summary>
    [Fact]
    public void Of_WithAMemoryShare_HoldsNothingAfter()
    {
        var budget = new MemoryBudget("memory", "Memory:BudgetBytes", 1 << 26, 1 << 26);
        using var share = budget.Open();
        var parent = new ParentModel(1, Train([("a", 0, 0, 50), ("b", 60, 60, 120)], 2, null));
        var options = new TrainingOptions { Clusters = 2 };
        var customers = SegmentTrainer.Prepare(Table([("a", 0, 0, 50), ("b", 60, 60, 120)]), options, TwoThreads);
        var segmented = SegmentTrainer.Assign(customers, SegmentTrainer.Search(customers, options, TwoThreads), TwoThreads);

        ParentAlignment.Of(customers, segmented, parent, TwoThreads with { Memory = share });

        Assert.Equal(0, share.Held);
    }

    private static TrainedModel Train((string Name, double X, double Y, int Customers)[] groups, int clusters, ParentModel? parent) =>
        SegmentTrainer.Train(Table(groups), new TrainingOptions { Clusters = clusters }, TwoThreads, parent);

    private static PreparedCustomers Prepare(params (string Name, double[] Values)[] columns) => SegmentTrainer.Prepare(CsvTable.Of(columns), new TrainingOptions(), TwoThreads);

    /// <summary>Groups of customers on spirals around their centres, at most 5 away from them.</summary>
    private static Core.Data.CustomerTable Table((string Name, double X, double Y, int Customers)[] groups)
    {
        var csv = new StringBuilder("x,y\n");
        foreach (var (_, x, y, customers) in groups)
        {
            for (var i = 0; i < customers; i++)
            {
                var (angle, radius) = (2.4 * i, 5 * Math.Sqrt((double)i / customers));
                csv.AppendLine(FormattableString.Invariant($"{x + (radius * Math.Cos(angle)):0.###},{y + (radius * Math.Sin(angle)):0.###}"));
            }
        }

        return CsvTable.Parse(csv.Replace("\r", "").ToString());
    }

    private static double[] Numbers(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble(), 6))];
    }

    /// <summary>Customers of whom the pairs share so many.</summary>
    private static SharedCustomers SharedOf(int[,] shared, int[] sizes)
    {
        var (parents, segments) = (new List<int>(), new List<int>());
        for (var p = 0; p < shared.GetLength(0); p++)
        {
            for (var c = 0; c < shared.GetLength(1); c++)
            {
                parents.AddRange(Enumerable.Repeat(p, shared[p, c]));
                segments.AddRange(Enumerable.Repeat(c, shared[p, c]));
            }
        }

        return new SharedCustomers([.. parents], [.. segments], sizes, shared.GetLength(0), CancellationToken.None);
    }
}
