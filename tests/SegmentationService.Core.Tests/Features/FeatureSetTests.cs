using SegmentationService.Core.Data;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that prediction sees a customer as training did.</summary>
public sealed class FeatureSetTests
{
    private static readonly ColumnParts Parts = new() { Recency = "r", Frequency = "f", Monetary = "m" };

    private static readonly FeatureSet Set = new(
        [new InputColumn("r", 30), new InputColumn("f", 2), new InputColumn("m", 100)],
        [Named("m"), Named("value_score"), Named("engagement_level"), Named("ltv_proxy")],
        Parts);

    [Fact]
    public void Prepare_AllValues_ByHand()
    {
        // m, m / f, f / (1 + r / 30), m / (1 + r / 30)
        var point = new float[4];

        Assert.False(Set.Prepare([60, 3, 90], point));

        Assert.Equal([90, 30, 1, 30], point);
    }

    [Fact]
    public void Prepare_MissingValues_TakeTheMediansOfTheirColumns()
    {
        var point = new float[4];

        Set.Prepare([double.NaN, double.NaN, 60], point);

        Assert.Equal([60, 30, 1, 30], point); // f = 2, r = 30
    }

    [Fact]
    public void ComputeColumn_MissingInputs_AreNaNOrTakeTheirMedians()
    {
        TableColumn[] columns = [Column([60, double.NaN, 0]), Column([3, 2, double.NaN]), Column([90, 60, 10])];

        Assert.Equal([30, 30, double.NaN], Compute(1, [0, 1, 2]));
        Assert.Equal([1, double.NaN, double.NaN], Compute(2, [0, 1, 2]));
        Assert.Equal([90, 10], Compute(0, [0, 2]));

        var values = new double[2];
        var present = new double[2];
        Assert.Equal(1, FeatureColumn.Impute(Set, 1, columns, CustomerRows.Of([0, 2]), 0, values, present));
        Assert.Equal(30, present[0]);
        Assert.Equal([30, 5], values); // 10 / 2
        Assert.Equal(2, FeatureColumn.Impute(Set, 1, columns, CustomerRows.All(3), 0, values, []));
        Assert.Equal([30, 30], values);

        double[] Compute(int feature, int[] rows)
        {
            var computed = new double[rows.Length];
            FeatureColumn.Compute(Set, feature, columns, CustomerRows.Of(rows), 0, computed);
            return computed;
        }

        static TableColumn Column(double[] values) => new() { Name = "x", Values = values, Missing = values.Count(double.IsNaN) };
    }

    [Fact]
    public void InputsOf_EachFeature_AreTheColumnsOfItsFormula()
    {
        Assert.Equal([2], Set.InputsOf(0));
        Assert.Equal([1, 2], Set.InputsOf(1));
        Assert.Equal([0, 1], Set.InputsOf(2));
        Assert.Equal([0, 2], Set.InputsOf(3));
    }

    [Fact]
    public void Prepare_ValueOutsideFencesAndRange_IsTold()
    {
        var set = new FeatureSet([new InputColumn("x", 0)], [Named("x") with { Min = 0, Max = 10, LowerFence = -5, UpperFence = 15 }], new ColumnParts());

        Assert.False(set.Prepare([12], new float[1]));
        Assert.True(set.Prepare([16], new float[1]));
    }

    [Fact]
    public void Constructor_FeatureWithoutColumnOrFormula_Throws()
    {
        Assert.Throws<ArgumentException>(() => new FeatureSet([new InputColumn("x", 0)], [Named("y")], new ColumnParts()));
        Assert.Throws<ArgumentException>(() => new FeatureSet([new InputColumn("x", 0)], [Named("value_score")], new ColumnParts()));
    }

    private static Feature Named(string name) => new() { Name = name, Source = name, Scale = 1, Max = 1e60, Min = -1e60 };

    [Fact]
    public void Compute_EncodedInput_IsOneForItsValueAndZeroForAnyOther()
    {
        var set = new FeatureSet(
            [new InputColumn("city", 0, new CategoryValues(["Bern", "Wien"]))],
            [Named("city=Wien") with { Source = "city", Value = "Wien" }, Named("city=Bern") with { Source = "city", Value = "Bern" }],
            new ColumnParts());

        Assert.Equal([0, 1], Both(set.Inputs[0].Values!.Read("Bern"u8)));
        Assert.Equal([1, 0], Both(set.Inputs[0].Values!.Read("Wien"u8)));
        Assert.Equal([0, 0], Both(set.Inputs[0].Values!.Read("wien"u8))); // Another text
        Assert.Equal([0, 0], Both(set.Inputs[0].Values!.Read("N/A"u8)));
        Assert.Equal(CategoryValues.Unknown, set.Inputs[0].Values!.Read("Wien "u8));
        Assert.True(double.IsNaN(set.Inputs[0].Values!.Read(""u8)));

        double[] Both(double input) => [set.Compute(0, [input]), set.Compute(1, [input])];
    }

    [Fact]
    public void Constructor_ValueThatItsColumnDoesNotHave_Throws()
    {
        InputColumn[] inputs = [new("city", 0, new CategoryValues(["Bern"])), new("x", 0)];

        Assert.Throws<ArgumentException>(() => new FeatureSet(inputs, [Named("a") with { Source = "city", Value = "Wien" }], new ColumnParts()));
        Assert.Throws<ArgumentException>(() => new FeatureSet(inputs, [Named("a") with { Source = "x", Value = "1" }], new ColumnParts()));
        Assert.Throws<ArgumentException>(() => new FeatureSet(inputs, [Named("city")], new ColumnParts()));
    }
}
