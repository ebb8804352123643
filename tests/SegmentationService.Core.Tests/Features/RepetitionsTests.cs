using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that what is said twice does not count double, and that what only looks alike stays.</summary>
public sealed class RepetitionsTests
{
    private static readonly double[] Minutes = [251.3, 150.9, 238.2, 301.7, 171.4, 219.8, 188.1, 260.6, 93.7, 120.2];

    private static readonly double[] Calls = [95, 107, 112, 90, 118, 104, 99, 131, 87, 78];

    [Fact]
    public void Fit_AFactorOfAnother_IsLeftOutThoughItIsRounded()
    {
        var charge = ("charge", Array.ConvertAll(Minutes, minutes => Math.Round(0.17 * minutes, 2)));

        Assert.Equal((ColumnRole.SameAs, "'minutes'"), Told("charge", ("minutes", Minutes), charge, ("calls", Calls)));
    }

    [Fact]
    public void Fit_TheSameWithAConstant_IsLeftOut()
    {
        // The year of birth says what the age says; both are whole numbers without rounding.
        double[] age = [23, 45, 67, 34, 52, 29, 71, 38, 44, 60];

        Assert.Equal((ColumnRole.SameAs, "'age'"), Told("turning", ("age", age), ("turning", Array.ConvertAll(age, years => 100 - years)), ("calls", Calls)));
    }

    [Fact]
    public void Fit_TheSumOfOthers_IsLeftOut()
    {
        var total = Minutes.Zip(Calls, (one, other) => one + other).ToArray();

        Assert.Equal((ColumnRole.SameAs, "'minutes', 'calls'"), Told("total", ("minutes", Minutes), ("calls", Calls), ("total", total)));
    }

    [Fact]
    public void Fit_NearlyAFactor_Stays()
    {
        var noisy = Minutes.Select((minutes, row) => Math.Round((0.17 * minutes) + (row % 2 == 0 ? 0.2 : -0.2), 2)).ToArray();

        Assert.Equal(ColumnRole.Feature, Told("charge", ("minutes", Minutes), ("charge", noisy)).Role);
    }

    [Fact]
    public void Fit_FlagsThatAgree_Stay()
    {
        double[] flag = [0, 1, 1, 0, 1, 0, 1, 1, 0, 0];

        Assert.Equal(ColumnRole.Feature, Told("b", ("a", flag), ("b", flag), ("calls", Calls)).Role);
    }

    [Fact]
    public void Fit_PartsThatRepeatEachOther_StayAndAreTold()
    {
        double[] orders = [1, 2, 3, 4, 5, 6, 7, 8, 9, 3];
        var customers = FeaturePreparation.Fit(CsvTable.Of(("frequency", orders), ("monetary", Array.ConvertAll(orders, count => 20 * count))), new PreparationOptions(), Parallelism.None);

        Assert.Equal(["frequency", "monetary"], customers.FeatureSet.Features.Select(feature => feature.Name));
        Assert.Contains(customers.Notices, notice => notice.Code == "counts_double" && notice.Column == "monetary");
    }

    [Fact]
    public void Fit_ThePartOfTwo_IsTheOneThatStays()
    {
        double[] spend = [10, 25, 30, 47, 55, 60, 70, 85, 95, 31];
        var customers = FeaturePreparation.Fit(CsvTable.Of(("cents", Array.ConvertAll(spend, money => 100 * money)), ("spend", spend)), new PreparationOptions(), Parallelism.None);

        Assert.Equal(["spend"], customers.FeatureSet.Features.Select(feature => feature.Name));
    }

    private static (ColumnRole Role, string Others) Told(string name, params (string Name, double[] Values)[] columns)
    {
        var report = FeaturePreparation.Fit(CsvTable.Of(columns), new PreparationOptions(), Parallelism.None).Columns.Single(column => column.Name == name);
        var listed = columns.Where(column => report.Reason.Contains($"'{column.Name}'", StringComparison.Ordinal)).Select(column => $"'{column.Name}'");
        return (report.Role, string.Join(", ", listed));
    }
}
