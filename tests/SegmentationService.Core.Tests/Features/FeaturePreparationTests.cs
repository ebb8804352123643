using System.Text;
using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects the way from a table to points: what is used, what is left out and why, what missing values become.</summary>
public sealed class FeaturePreparationTests
{
    [Fact]
    public void Fit_PlainOptions_AreZScores()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9: mean 5, population deviation 2.
        var customers = Fit(CsvTable.Of(("x", [2, 4, 4, 4, 5, 5, 7, 9])), Plain);

        Assert.Equal([-1.5, -0.5, -0.5, -0.5, 0, 0, 1, 2], Enumerable.Range(0, 8).Select(i => (double)customers.Points[i, 0]));
        Assert.Empty(customers.Notices);
    }

    [Fact]
    public void Fit_MissingValues_TakeTheMedianOfThePresentOnes()
    {
        // Present are 1, 3, 8, 100: the median is 5.5.
        var customers = Fit(CsvTable.Of(("x", [1, 3, double.NaN, 8, 100]), ("y", [1, 2, 4, 4, 5])), Plain with { Scaler = ScalerMethod.None });
        var feature = customers.FeatureSet.Features[0];
        Assert.Equal(1, feature.Missing);
        Assert.Equal(5.5, customers.FeatureSet.Inputs[0].Median);
        Assert.Equal((float)(5.5 - feature.Center), customers.Points[2, 0]);
        Assert.Equal((1 + 3 + 5.5 + 8 + 100) / 5, feature.Center, 1e-12);
        Assert.Contains(customers.Notices, notice => notice is { Code: "values_imputed", Column: "x" } && notice.Message.StartsWith("1 customer has no 'x'", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_NothingMissing_InputsHaveTheirMediansForPredictions()
    {
        // A column of one value is no feature, but part of the spend per order: nothing was fitted to it that has its median.
        var customers = Fit(CsvTable.Of(("recency", [1, 2, 3, 10]), ("frequency", [4, 4, 4, 4]), ("spend", [10, 20, 40, 80])), new PreparationOptions());

        Assert.DoesNotContain(customers.FeatureSet.Features, feature => feature.Name == "frequency");
        Assert.Equal([("frequency", 4.0), ("recency", 2.5), ("spend", 30.0)], customers.FeatureSet.Inputs.Select(input => (input.Name, input.Median)).Order());
    }

    [Fact]
    public void Fit_TableWithMissingValues_ColumnsHaveTheShapeOfTheValuesThatAreThere()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            // Long tails, so that logs and fences are at stake; in every other table up to half of the spend is missing.
            var random = new Random(seed);
            double[] Column(int n, double tail) => [.. Enumerable.Range(0, n).Select(_ => Math.Round(Math.Exp(random.NextDouble() * tail)))];
            var (recency, frequency, spend) = (Column(60, 5), Column(60, 3), Column(60, 1 + (seed % 8)));
            for (var i = 0; i < 60; i += 2 + (seed % 4)) spend[i] = double.NaN;
            var complete = Enumerable.Range(0, 60).Where(i => !double.IsNaN(spend[i])).ToArray();
            double[] Complete(double[] column) => [.. complete.Select(i => column[i])];

            var all = Fit(CsvTable.Of(("recency", recency), ("frequency", frequency), ("spend", spend)), new PreparationOptions()).FeatureSet;
            var known = Fit(CsvTable.Of(("recency", Complete(recency)), ("frequency", Complete(frequency)), ("spend", Complete(spend))), new PreparationOptions()).FeatureSet;

            foreach (var name in (string[])["spend", "value_score", "ltv_proxy"]) // And not engagement_level, which is made without spend.
            {
                var (feature, expected) = (all.Features.Single(made => made.Name == name), known.Features.Single(made => made.Name == name));
                Assert.Equal((expected.Transform, expected.LowerFence, expected.UpperFence, expected.Clipped, expected.Median), (feature.Transform, feature.LowerFence, feature.UpperFence, feature.Clipped, feature.Median));
            }
        }
    }

    [Fact]
    public void Fit_CustomersWithoutAnyValue_AreDroppedAndNamed()
    {
        var customers = Fit(CsvTable.Parse("id,x,y\na,1,5\nb,,\nc,2,\nd,NA,?\ne,3,9\nf,4,7"), Plain);

        Assert.Equal([0, 2, 4, 5], Enumerable.Range(0, customers.Rows.Length).Select(i => customers.Rows[i]));
        Assert.Equal(4, customers.Points.Count);
        Assert.Equal(["a", "c", "e", "f"], Enumerable.Range(0, 4).Select(customers.Id));
        var notice = Assert.Single(customers.Notices, notice => notice.Code == "rows_dropped");
        Assert.Contains("2 customers have", notice.Message, StringComparison.Ordinal);
        Assert.Contains("line 3, line 5.", notice.Message, StringComparison.Ordinal);

        // The dropped ones are not imputed: only y of c is.
        Assert.Contains(customers.Notices, notice => notice is { Code: "values_imputed", Column: "y" } && notice.Message.StartsWith("1 customer", StringComparison.Ordinal));
        Assert.DoesNotContain(customers.Notices, notice => notice is { Code: "values_imputed", Column: "x" });
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Fit_HalfMissing_IsUsedAndMoreThanHalfIsNot(int missing, bool used)
    {
        double[] values = [.. Enumerable.Range(0, 8).Select(i => i < missing ? double.NaN : i * i)];

        var customers = Fit(CsvTable.Of(("x", values), ("y", [3, 1, 4, 1, 5, 9, 2, 6])), Plain);

        Assert.Equal(used, customers.FeatureSet.IndexOf("x") >= 0);
        Assert.Equal(!used, customers.Notices.Any(notice => notice is { Code: "column_left_out", Column: "x" } && notice.Message.Contains("more than half", StringComparison.Ordinal)));
    }

    [Fact]
    public void Fit_UnsuitableColumns_AreLeftOutEachWithItsReason()
    {
        var csv = new StringBuilder("customer_id,row,constant,empty,name,dirty,x");
        for (var i = 1; i <= 800; i++)
            csv.Append('\n').AppendJoin(',', 5000 + (i * 7), i, 4, "", $"n{i % 5}", i == 700 ? "oops" : i * 3, i * i % 17);

        var customers = Fit(CsvTable.Parse(csv.ToString()), new PreparationOptions());

        Assert.Equal(["x"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Says("customer_id", "id of the customers");
        Says("row", "numbers the rows");
        Says("constant", "one value only");
        Says("empty", "no value at all");
        Says("dirty", "line 701 has 'oops'");
        Assert.Equal(
            [
                ("customer_id", ColumnRole.Id), ("row", ColumnRole.RowNumber), ("constant", ColumnRole.Constant), ("empty", ColumnRole.Empty),
                ("name", ColumnRole.Text), ("dirty", ColumnRole.Text), ("x", ColumnRole.Feature),
            ],
            customers.Columns.Select(column => (column.Name, column.Role)));
        Assert.Equal([800, 800, 800, 0, 800, 800, 800], customers.Columns.Select(column => column.Present));
        Assert.Contains("line 2 has 'n1'", customers.Columns[4].Reason, StringComparison.Ordinal);
        Assert.Equal(5, customers.Columns[4].Distinct);
        Assert.Contains("'name' (5 values)", Assert.Single(customers.Notices, notice => notice.Code == "text_columns_left_out").Message, StringComparison.Ordinal);

        void Says(string column, string reason) =>
            Assert.Contains(reason, Assert.Single(customers.Notices, notice => notice.Code == "column_left_out" && notice.Column == column).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void Fit_ColumnThatCountsUp_NumbersTheRowsWhenItBeginsAtZeroOrOne(int first, bool leftOut)
    {
        var table = CsvTable.Of(("count", [first, first + 1, first + 2, first + 3]), ("x", [5, 1, 4, 2]));

        Assert.Equal(leftOut, Fit(table, Plain).FeatureSet.IndexOf("count") < 0);
        Assert.True(Fit(table, Plain with { Columns = ["count", "x"] }).FeatureSet.IndexOf("count") >= 0); // Named, it is used.
    }

    [Fact]
    public void Fit_ColumnsNamed_OnlyTheyAreUsedWhateverTheirCase()
    {
        var customers = Fit(CsvTable.Of(("Age", [1, 5, 2]), ("Income", [9, 7, 8]), ("Other", [4, 4, 5])), Plain with { Columns = ["income", "Age"] });

        Assert.Equal(["Age", "Income"], customers.FeatureSet.Features.Select(feature => feature.Name)); // In the order of the table.
        Assert.Contains(customers.Notices, notice => notice.Column == "Other" && notice.Message.Contains("not among the columns named", StringComparison.Ordinal));
    }

    [Fact]
    public void Fit_ColumnsExcluded_AreLeftOut()
    {
        var customers = Fit(CsvTable.Of(("a", [1, 5, 2]), ("b", [9, 7, 8])), Plain with { Exclude = ["A"] });

        Assert.Equal(["b"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Contains(customers.Notices, notice => notice.Column == "a" && notice.Message.Contains("excluded", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("columns")]
    [InlineData("exclude")]
    public void Fit_UnknownColumn_ThrowsWithTheParameterAndTheColumnsThatAre(string parameter)
    {
        var options = parameter == "columns" ? Plain with { Columns = ["nope"] } : Plain with { Exclude = ["nope"] };

        var refused = Assert.Throws<InvalidTableException>(() => Fit(CsvTable.Of(("a", [1, 5]), ("b", [9, 7])), options));

        Assert.Equal(TableDefect.UnknownColumn, refused.Defect);
        Assert.Equal("nope", refused.Column);
        Assert.StartsWith(parameter + ":", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'a', 'b'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b\nx,y\nz,w", TableDefect.NoNumericColumn)]
    [InlineData("a,b\n1,x\n1,y", TableDefect.ConstantColumns)]
    [InlineData("a\n5", TableDefect.ConstantColumns)]
    [InlineData("a,b\n,\n,", TableDefect.NoNumericColumn)]
    [InlineData("id,b\n1,x\n2,y", TableDefect.NoNumericColumn)]
    public void Fit_NothingToUse_ThrowsWithTheReasonOfEachColumn(string csv, TableDefect defect)
    {
        var refused = Assert.Throws<InvalidTableException>(() => Fit(CsvTable.Parse(csv), Plain));

        Assert.Equal(defect, refused.Defect);
        Assert.Contains("is not used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_InfiniteNumber_ThrowsWithItsPlaceUnlessTheColumnIsExcluded()
    {
        var table = CsvTable.Parse("a,b\n1,2\n-inf,3\n4,7");

        var refused = Assert.Throws<InvalidTableException>(() => Fit(table, Plain));

        Assert.Equal(TableDefect.InfiniteNumber, refused.Defect);
        Assert.Equal("a", refused.Column);
        Assert.Equal(3, refused.Line);
        Assert.Equal(["b"], Fit(table, Plain with { Exclude = ["a"] }).FeatureSet.Features.Select(feature => feature.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Fit_UnscaledGiants_ThrowTheSameOnAnyNumberOfThreads(int threads)
    {
        var table = CsvTable.Of(("a", [0, 1e59, 5]), ("b", [0, -1e59, 5]), ("c", [1, 2, 4]));

        var refused = Assert.Throws<InvalidOptionsException>(() =>
            FeaturePreparation.Fit(table, Plain with { Scaler = ScalerMethod.None }, new Parallelism(threads, CancellationToken.None)));

        Assert.Equal("scaler", refused.Name);
    }

    [Fact]
    public void Fit_BehaviourKnown_AddsThreeFeaturesByHand()
    {
        var table = CsvTable.Of(("recency", [30, 0, 60, 10]), ("frequency", [4, 0, 3, 2]), ("monetary", [200, 0, 90, 50]), ("tenure", [73, 10, 365, 400]));

        var customers = Fit(table, new PreparationOptions { Scaler = ScalerMethod.None, Transform = TransformMethod.None, Outliers = OutlierHandling.Keep });

        Assert.Equal(["recency", "frequency", "monetary", "tenure", "value_score", "engagement_level", "ltv_proxy"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Equal([50, 0, 30, 25], Values("value_score"));
        Assert.Equal([2, 0, 1, 1.5], Values("engagement_level"));
        Assert.Equal([500, 0, 30, 34.219], Values("ltv_proxy")); // 50 x 365 / 400 / (4 / 3)

        double[] Values(string name)
        {
            var f = Array.IndexOf([.. customers.FeatureSet.Features.Select(feature => feature.Name)], name);
            return [.. Enumerable.Range(0, 4).Select(i => Math.Round(customers.FeatureSet.Features[f].Restore(customers.Points[i, f]), 3))];
        }
    }

    [Fact]
    public void Fit_DeriveSwitchedOff_AddsNothingAndKnowsNoParts()
    {
        var customers = Fit(CsvTable.Of(("recency", [30, 0, 60]), ("frequency", [4, 0, 3]), ("monetary", [200, 0, 90])), Plain);

        Assert.Equal(3, customers.FeatureSet.Features.Count);
        Assert.False(customers.FeatureSet.Parts.HasBehaviour);
    }

    [Fact]
    public void Fit_PartsNamed_AreUsedThoughTheirNamesSayNothing()
    {
        var table = CsvTable.Of(("a", [30, 0, 60]), ("b", [4, 1, 3]), ("c", [200, 10, 90]));

        var customers = Fit(table, new PreparationOptions { Parts = new ColumnParts { Recency = "a", Frequency = "B", Monetary = "c" } });

        Assert.Equal(["a", "b", "c", .. BehaviouralFeatures.Names], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Equal("c / b", customers.FeatureSet.Features[3].Source);
    }

    [Fact]
    public void Fit_ConstantColumnThatPlaysAPart_IsReadButNoFeature()
    {
        var customers = Fit(CsvTable.Of(("recency", [30, 0, 60]), ("frequency", [1, 1, 1]), ("monetary", [200, 10, 90])), new PreparationOptions());

        Assert.Equal(["recency", "monetary", .. BehaviouralFeatures.Names], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Equal(["recency", "frequency", "monetary"], customers.FeatureSet.Inputs.Select(input => input.Name));
    }

    [Theory]
    [InlineData("7,8,9", "")] // A feature of its own
    [InlineData("7,7,7", "")] // Constant
    [InlineData("7,8,9", "value_score")] // Excluded
    [InlineData("x,y,x", "")] // Text
    public void Fit_ColumnHasTheNameOfABehaviouralFeature_TheColumnKeepsTheName(string column, string exclude)
    {
        // Two things of one name in one answer would be told apart by nobody.
        var cells = column.Split(',');
        var table = CsvTable.Parse($"recency,frequency,monetary,value_score\n30,4,200,{cells[0]}\n0,1,10,{cells[1]}\n60,3,95,{cells[2]}");

        var customers = Fit(table, new PreparationOptions { Exclude = exclude.Length > 0 ? [exclude] : [] });

        Assert.DoesNotContain(customers.FeatureSet.Features, feature => feature.Name == "value_score" && feature.Source != "value_score");
        Assert.Contains(customers.FeatureSet.Features, feature => feature.Name == "engagement_level");
    }

    [Fact]
    public void Fit_DerivedFeatureThatDoesNotDiffer_IsLeftOutWithANotice()
    {
        // Every basket is 50.
        var customers = Fit(CsvTable.Of(("recency", [30, 0, 60]), ("frequency", [1, 2, 4]), ("monetary", [50, 100, 200])), new PreparationOptions());

        Assert.DoesNotContain(customers.FeatureSet.Features, feature => feature.Name == "value_score");
        Assert.Contains(customers.Notices, notice => notice is { Code: "feature_left_out", Column: "value_score" });
    }

    [Fact]
    public void Fit_MissingInPartsOfADerivedFeature_CountAsMissingOfIt()
    {
        var table = CsvTable.Of(("recency", [30, double.NaN, 60, 3]), ("frequency", [1, 2, double.NaN, 9]), ("monetary", [50, 120, 200, 40]));

        var customers = Fit(table, new PreparationOptions());

        Assert.Equal(1, Missing("value_score")); // Frequency
        Assert.Equal(2, Missing("engagement_level")); // Recency, frequency
        Assert.Equal(1, Missing("ltv_proxy")); // Recency

        int Missing(string name) => customers.FeatureSet.Features.Single(feature => feature.Name == name).Missing;
    }

    [Fact]
    public void Fit_IdsTwice_AreToldAndKept()
    {
        var customers = Fit(CsvTable.Parse("id,x\na,1\nb,5\na,3"), Plain);

        Assert.Equal(3, customers.Points.Count);
        Assert.Contains(customers.Notices, notice => notice is { Code: "duplicate_ids", Column: "id" } && notice.Message.Contains("line 4", StringComparison.Ordinal));
    }

    /// <summary>A log of orders that was sent as a table of customers; its columns, or ids that repeat, are not enough.</summary>
    [Theory]
    [InlineData("customer,invoice,date,quantity,price\na,1,2024-01-02,1,5\nb,2,2024-01-03,2,6\na,3,2024-01-04,4,7", true)]
    [InlineData("CustomerID,InvoiceDate,Amount\na,2024-01-02,5\nb,2024-01-03,6\na,2024-01-04,7", true)]
    [InlineData("customer,date,amount\na,2024-01-02,5\nb,2024-01-03,6\nc,2024-01-04,7", false)]
    [InlineData("customer,quantity,price\na,1,5\nb,2,6\na,4,7", false)]
    public void Fit_LogOfOrders_IsToldThatItLooksLikeOne(string csv, bool isTold) =>
        Assert.Equal(isTold, Fit(CsvTable.Parse(csv), Plain).Notices.Any(notice => notice.Code == "looks_like_orders" && notice.Message.Contains("input=transactions", StringComparison.Ordinal)));

    [Fact]
    public void Fit_AnyNumberOfThreads_SameBits()
    {
        var table = CsvTable.Blobs(4, 50, 1, [0, 5, 9], [7, 1, 3]);

        var (one, many) = (Fit(table, new PreparationOptions()), FeaturePreparation.Fit(table, new PreparationOptions(), new Parallelism(8, CancellationToken.None)));

        Assert.Equal(one.FeatureSet.Features, many.FeatureSet.Features);
        for (var block = 0; block < one.Points.Blocks; block++) Assert.Equal(one.Points.Block(block).ToArray(), many.Points.Block(block).ToArray());
    }

    private static PreparationOptions Plain => new() { Derive = false, Transform = TransformMethod.None, Outliers = OutlierHandling.Keep };

    private static PreparedCustomers Fit(CustomerTable table, PreparationOptions options) => FeaturePreparation.Fit(table, options, Parallelism.None);
}
