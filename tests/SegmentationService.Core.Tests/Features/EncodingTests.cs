using SegmentationService.Core.Features;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that text becomes features only where it is asked for, and that these weigh what one feature weighs.</summary>
public sealed class EncodingTests
{
    [Fact]
    public void Fit_EncodedColumn_IsOneFeatureForEachValueInTheOrderOfTheirNames()
    {
        // Of 8 customers 4 have Wien, 2 Bern, 1 Rom and 1 nothing: variances 1/4, 3/16, 7/64, together 35/64.
        var customers = Fit("city,x\nWien,1\nBern,2\nWien,3\nRom,4\n,5\nWien,6\nBern,7\nWien,9", "city");

        Assert.Equal(["city=Bern", "city=Rom", "city=Wien", "x"], customers.FeatureSet.Features.Select(feature => feature.Name));
        var (bern, rom, wien) = (customers.FeatureSet.Features[0], customers.FeatureSet.Features[1], customers.FeatureSet.Features[2]);
        Assert.Equal([0.25, 0.125, 0.5], [bern.Center, rom.Center, wien.Center]);
        Assert.All([bern, rom, wien], feature => Assert.Equal(Math.Sqrt(35.0 / 64), feature.Scale, 1e-15));
        Assert.All([bern, rom, wien], feature => Assert.Equal((Transform.None, null, null, 0, 1), (feature.Transform, feature.LowerFence, feature.UpperFence, feature.Clipped, feature.Missing)));
        Assert.Equal([0, 0, 0.5], [bern.Median, rom.Median, wien.Median]);
        var scale = Math.Sqrt(35.0 / 64);
        Assert.Equal([(float)(-0.25 / scale), (float)(-0.125 / scale), (float)(0.5 / scale)], Enumerable.Range(0, 3).Select(f => customers.Points[0, f]));
        Assert.Equal([(float)(-0.25 / scale), (float)(-0.125 / scale), (float)(-0.5 / scale)], Enumerable.Range(0, 3).Select(f => customers.Points[4, f])); // Nothing: none of them
        Assert.Contains("1 customer has no 'city'", Assert.Single(customers.Notices, notice => notice.Code == "values_missing").Message, StringComparison.Ordinal);
        Assert.Equal((ColumnRole.Encoded, 3, 1, 1), (customers.Columns[0].Role, customers.Columns[0].Distinct, customers.Columns[0].Missing, customers.Columns[0].Imputed));
    }

    [Theory]
    [InlineData(ScalerMethod.Standard)]
    [InlineData(ScalerMethod.MinMax)]
    public void Fit_ColumnOfTwoTexts_IsAsFarApartAsTheSameColumnOfZeroAndOne(ScalerMethod scaler)
    {
        var options = new PreparationOptions { Scaler = scaler };
        var text = FeaturePreparation.Fit(CsvTable.Parse("a\nno\nyes\nno\nno\nyes\nno\nno"), options with { Encode = ["a"] }, Parallelism.None).Points;
        var flag = FeaturePreparation.Fit(CsvTable.Parse("a\n0\n1\n0\n0\n1\n0\n0"), options, Parallelism.None).Points;

        var apart = Math.Sqrt(Math.Pow(text[0, 0] - text[1, 0], 2) + Math.Pow(text[0, 1] - text[1, 1], 2));

        Assert.Equal(Math.Abs(flag[0, 0] - flag[1, 0]), apart, 1e-6);
    }

    [Fact]
    public void Fit_RowsInAnotherOrder_SameFeatures()
    {
        var (one, other) = (Fit("c,x\nb,1\na,2\nb,3\nc,7", "c"), Fit("c,x\nc,7\na,2\nb,3\nb,1", "C"));

        Assert.Equal(one.FeatureSet.Features.Select(feature => feature.Name), other.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Equal(one.Points[0, 0], other.Points[3, 0]);
    }

    [Fact]
    public void Fit_RowWithATextOnly_TakesPart()
    {
        var customers = Fit("c,x\na,1\nb,\n,\na,3\nb,8", "c");

        Assert.Equal([0, 1, 3, 4], Enumerable.Range(0, customers.Rows.Length).Select(i => customers.Rows[i]));
        Assert.Contains("line 4.", Assert.Single(customers.Notices, notice => notice.Code == "rows_dropped").Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (customers.Columns[0].Imputed, customers.Columns[0].Missing)); // The dropped row is not imputed.
    }

    [Fact]
    public void Fit_NamesThatMeet_StayDifferent()
    {
        // The value b=c of a, and the value c of a=b; and a column of numbers that has the name already.
        var customers = FeaturePreparation.Fit(
            CsvTable.Parse("a,a=b,a=x\nb=c,c,1\nx,d,5\nb=c,c,2\nx,c,9"), new PreparationOptions { Encode = ["a", "a=b"] }, Parallelism.None);

        Assert.Equal(["a=b=c", "a=x (2)", "a=b=c (2)", "a=b=d", "a=x"], customers.FeatureSet.Features.Select(feature => feature.Name));
        var (_, report) = SegmentTrainer.Train(customers.Table, new TrainingOptions { Clusters = 2, Preparation = new PreparationOptions { Encode = ["a", "a=b"] } }, Parallelism.None);
        Assert.All(report.Profiles, segment => Assert.Equal(5, segment.Statistics.Select(column => column.Name).Distinct().Count()));
    }

    [Theory]
    [InlineData("n", "more than 20 different values")]
    [InlineData("many", "more than 20 different values")]
    [InlineData("long", "longer than 100 bytes")]
    [InlineData("none", "no value at all")]
    [InlineData("id", "is the id")]
    public void Fit_ColumnThatCannotBeEncoded_ThrowsAndSaysWhatCan(string column, string reason)
    {
        var rows = Enumerable.Range(0, 30).Select(row => $"c{row},{row * row},v{row % 21},{(row == 5 ? new string('x', 101) : "y")},");
        var table = CsvTable.Parse("id,n,many,long,none\n" + string.Join('\n', rows), encodes: name => name == column);

        var refused = Assert.Throws<InvalidTableException>(() => FeaturePreparation.Fit(table, new PreparationOptions { Encode = [column] }, Parallelism.None));

        Assert.Equal((TableDefect.ColumnNotEncodable, column), (refused.Defect, refused.Column));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("at most 20 different values", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_EncodedCodeOfNumbers_IsAFeatureForEachNumberAndNoNumber()
    {
        var customers = FeaturePreparation.Fit(CsvTable.Parse("agent,visits\n7,2\n9,4\n7.0,8\n12,1", encodes: name => name == "agent"), new PreparationOptions { Encode = ["agent"] }, Parallelism.None);

        Assert.Equal(["agent=12", "agent=7", "agent=9", "visits"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Equal(0, customers.FeatureSet.Inputs[0].Values!.Read("12"u8));
        Assert.Equal(1, customers.FeatureSet.Inputs[0].Values!.Read("7.0"u8));
        Assert.Equal(CategoryValues.Unknown, customers.FeatureSet.Inputs[0].Values!.Read("8"u8));
        Assert.Equal(["visits"], customers.NumericColumns.Select(column => column.Name));
    }

    [Fact]
    public void Fit_EncodedColumnThatDoesNotVary_IsLeftOut()
    {
        var customers = Fit("c,x\na,1\na,2\na,5", "c");

        Assert.Equal(["x"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Contains(customers.Notices, notice => notice is { Code: "column_left_out", Column: "c" });
        Assert.Equal(ColumnRole.Constant, customers.Columns[0].Role);
    }

    [Fact]
    public void Fit_EncodedColumnOfDifferentTexts_IsNotTakenForTheId()
    {
        Assert.Equal("c", FeaturePreparation.Fit(CsvTable.Parse("c,x\na,1\nb,2\nd,5"), new PreparationOptions(), Parallelism.None).FeatureSet.Parts.Id);
        Assert.Null(Fit("c,x\na,1\nb,2\nd,5", "c").FeatureSet.Parts.Id);
    }

    [Fact]
    public void Fit_TextsOfFewValues_GetOneNoticeThatTellsHowToUseThem()
    {
        var customers = FeaturePreparation.Fit(
            CsvTable.Parse("id,city,plan,dirty,x\n1,Wien,a,1,1\n2,Bern,b,2,4\n3,Wien,a,oops,6\n4,Bern,b,2,3\n5,Wien,b,1,9"), new PreparationOptions(), Parallelism.None);

        var notice = Assert.Single(customers.Notices, notice => notice.Code == "text_columns_left_out");
        Assert.Contains("'city' (2 values), 'plan' (2 values)", notice.Message, StringComparison.Ordinal);
        Assert.Contains("encode=city,plan", notice.Message, StringComparison.Ordinal);

        // Mostly numbers: that is dirt, not text of few values.
        Assert.Contains("line 4 has 'oops'", Assert.Single(customers.Notices, notice => notice is { Code: "column_left_out", Column: "dirty" }).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(customers.Notices, notice => notice.Code == "column_left_out" && notice.Column is "city" or "plan");
    }

    [Fact]
    public void Train_EncodedColumn_IsToldInShares()
    {
        // Segments by x; of the 4 customers around 0 three live in Wien, of the 2 around 100 none.
        var table = CsvTable.Parse("city,x\nWien,0\nWien,1\nWien,2\nBern,1\nBern,99\nBern,101");
        var (model, report) = SegmentTrainer.Train(table, new TrainingOptions { Clusters = 2, Preparation = new PreparationOptions { Encode = ["city"], Scaler = ScalerMethod.None } }, Parallelism.None);

        var (first, second) = (report.Profiles[0], report.Profiles[1]);
        Assert.Equal((4, 2), (first.Size, second.Size));
        Assert.Equal(0.75, first.Statistics.Single(column => column.Name == "city=Wien").Mean!.Value, 1e-12);
        Assert.Equal(0.75, first.Centroid[1], 1e-6);
        Assert.Equal("75 % of customers have city=Wien, against 50 % of all", first.Distinguishing.Single(feature => feature.Feature == "city=Wien").Text);
        Assert.DoesNotContain(first.Distinguishing, feature => feature.Feature == "city=Bern"); // It says the same once more.
        Assert.Equal("Low x", model.Segments[0].Name); // The city goes with x: -16.5 / (46.7 x 0.5), a correlation of -0.71.
    }

    private static PreparedCustomers Fit(string csv, string encode) =>
        FeaturePreparation.Fit(CsvTable.Parse(csv), new PreparationOptions { Encode = [encode] }, Parallelism.None);
}
