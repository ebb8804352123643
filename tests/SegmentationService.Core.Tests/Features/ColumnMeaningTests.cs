using System.Globalization;
using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects that numbers which measure nothing are no features, and that those which do are: by name and values together.</summary>
public sealed class ColumnMeaningTests
{
    private static readonly double[] Amounts = [12, 340, 15, 290, 35, 275, 340, 88, 41, 15];

    [Theory]
    [InlineData("store_id", ColumnRole.Identifier)]
    [InlineData("StoreID", ColumnRole.Identifier)]
    [InlineData("Customer No.", ColumnRole.Identifier)]
    [InlineData("CLIENTNUM", ColumnRole.Identifier)]
    [InlineData("LOYALTYNUMBER", ColumnRole.Identifier)]
    [InlineData("Kundennummer", ColumnRole.Identifier)]
    [InlineData("numéro client", ColumnRole.Identifier)]
    [InlineData("promo_key", ColumnRole.Identifier)]
    [InlineData("Mobile Phone", ColumnRole.Identifier)]
    [InlineData("Card Last 4", ColumnRole.Identifier)]
    [InlineData("tax reference", ColumnRole.Identifier)]
    [InlineData("paid", null)]
    [InlineData("grid", null)]
    [InlineData("Number of Sessions", null)]
    [InlineData("total_codes", null)]
    [InlineData("days since email", null)]
    [InlineData("orders", null)]
    [InlineData("headphones", null)]
    [InlineData("postal_code", ColumnRole.Place)]
    [InlineData("Billing ZIP", ColumnRole.Place)]
    [InlineData("Code postal", ColumnRole.Place)]
    [InlineData("PLZ", ColumnRole.Place)]
    [InlineData("area code", ColumnRole.Place)]
    [InlineData("platform_score", null)]
    [InlineData("latency", null)]
    public void OfNumbers_WholeNumbersThatRepeat_AreWhatTheNameSays(string name, ColumnRole? role) => Assert.Equal(role, Role(name, Amounts));

    [Theory]
    [InlineData("latitude", ColumnRole.Place)]
    [InlineData("geo.lng", ColumnRole.Place)]
    [InlineData("account_id", null)]
    [InlineData("paid_no", null)]
    public void OfNumbers_Fractions_AreNoIdentifiersButMayBePlaces(string name, ColumnRole? role) => Assert.Equal(role, Role(name, 12.5, 40.25, 12.5, 9.75, 33.1, 8.4, 7.7, 3.3));

    [Theory]
    [InlineData("has_id", 0, 1)]
    [InlineData("mobile", 0, 1)]
    [InlineData("channel", 1, 2)]
    public void OfNumbers_TwoValues_AreNoIdentifierAndNoCode(string name, double one, double other) => Assert.Null(Role(name, one, other, one, other, one, other, one, other));

    [Theory]
    [InlineData("join_year", ColumnRole.Moment, "2015, 2019, 2023, 2015, 2020, 2021, 2018, 2019")]
    [InlineData("member since", ColumnRole.Moment, "2015, 2019, 2023, 2015, 2020, 2021, 2018, 2019")]
    [InlineData("calories", null, "2015, 2019, 2023, 2015, 2020, 2021, 2018, 2019")]
    [InlineData("signup_month", ColumnRole.Moment, "1, 12, 3, 4, 11, 1, 2, 5")]
    [InlineData("QTR_ID", ColumnRole.Moment, "1, 4, 3, 4, 1, 1, 2, 3")]
    [InlineData("arrival_week_number", ColumnRole.Moment, "1, 4, 3, 4, 1, 1, 2, 30")]
    [InlineData("arrival day of month", ColumnRole.Moment, "1, 14, 3, 4, 1, 1, 2, 30")]
    [InlineData("orders_per_month", null, "1, 12, 3, 4, 11, 1, 2, 5")]
    [InlineData("visits last month", null, "1, 12, 3, 4, 11, 1, 2, 5")]
    [InlineData("tenure_months", null, "1, 12, 3, 4, 11, 1, 2, 5")]
    [InlineData("signup_month", null, "1, 12, 3, 40, 11, 1, 2, 5")]
    [InlineData("first", ColumnRole.Moment, "20230105, 20230318, 20220711, 20231224, 20210630, 20230909, 20230101, 20230102")]
    [InlineData("first", null, "20230105, 20230318, 20220711, 20231324, 20210630, 20230909, 20230101, 20230102")]
    [InlineData("last_seen", ColumnRole.Moment, "1700000000, 1706000000, 1699000000, 1705000000, 1698500000, 1704000000, 1704000000, 1704000001")]
    [InlineData("createdAt", ColumnRole.Moment, "1700000000000, 1706000000000, 1699000000000, 1705000000000, 1698500000000, 1704000000000, 1704000000000, 1704000000001")]
    [InlineData("Dt_Customer", ColumnRole.Moment, "41130, 41720, 41490, 41660, 41640, 41510, 41130, 41131")]
    [InlineData("last_year_spend", null, "41130, 41720, 41490, 41660, 41640, 41510, 41130, 41131")]
    [InlineData("watch_time", null, "41130, 41720, 41490, 41660, 41640, 41510, 41130, 41131")]
    [InlineData("Income", null, "41130, 41720, 41490, 41660, 41640, 41510, 41130, 41131")]
    [InlineData("cohort", ColumnRole.Moment, "202301, 202302, 202212, 202301, 202303, 202311, 202301, 202201")]
    public void OfNumbers_NumbersOfMoments_AreNoAmounts(string name, ColumnRole? role, string values) =>
        Assert.Equal(role, Role(name, [.. values.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))]));

    [Theory]
    [InlineData("Churn", ColumnRole.Outcome, "0, 1, 1, 0, 0, 1, 0, 0")]
    [InlineData("is_canceled", ColumnRole.Outcome, "0, 1, 1, 0, 0, 1, 0, 0")]
    [InlineData("Revenue", ColumnRole.Outcome, "0, 1, 1, 0, 0, 1, 0, 0")]
    [InlineData("churn_probability", ColumnRole.Outcome, "0.1, 0.25, 0.9, 0.4, 0.33, 0.77, 0.2, 0.5")]
    [InlineData("cluster", ColumnRole.Outcome, "0, 1, 2, 0, 3, 1, 0, 2")]
    [InlineData("Segment", ColumnRole.Outcome, "1, 2, 2, 1, 3, 1, 3, 2")]
    [InlineData("cancelled", null, "0, 5, 1, 12, 0, 7, 3, 2")]
    [InlineData("owns_car", null, "0, 1, 1, 0, 0, 1, 0, 0")]
    [InlineData("Region", ColumnRole.Code, "1, 2, 3, 1, 2, 3, 3, 1")]
    [InlineData("sales_channel", ColumnRole.Code, "1, 2, 3, 1, 2, 3, 3, 1")]
    [InlineData("rating", null, "1, 2, 3, 1, 2, 3, 3, 1")]
    [InlineData("visits", null, "1, 2, 3, 1, 2, 3, 3, 1")]
    [InlineData("region", null, "1.5, 2, 3, 1, 2, 3, 3, 1")]
    public void OfNumbers_OutcomesAndCodes_AreTold(string name, ColumnRole? role, string values) =>
        Assert.Equal(role, Role(name, [.. values.Split(',').Select(value => double.Parse(value, CultureInfo.InvariantCulture))]));

    /// <summary>A shop of two is a key all the same; only 0 and 1 may say yes and no.</summary>
    [Fact]
    public void OfNumbers_TwoKeys_AreIdentifiers() => Assert.Equal(ColumnRole.Identifier, Role("shop_id", 3, 4, 3, 4, 3, 3, 4, 3));

    [Fact]
    public void OfNumbers_EachNumberUpToTheRowsOnce_NumbersTheRowsInAnyOrder()
    {
        Assert.Equal(ColumnRole.RowNumber, Role("Unnamed: 0", 7, 2, 5, 0, 1, 6, 4, 3));
        Assert.Null(Role("visits", 7, 2, 5, 0, 1, 6, 4, 4));
        Assert.Null(Role("visits", 3, 1, 2));
    }

    [Fact]
    public void OfNumbers_LongNumbersThatAllDiffer_AreIdentifiersWhateverTheirName()
    {
        Assert.Equal(ColumnRole.Identifier, Role("Kontakt", 447700900101, 447700900877, 447700900222, 447700900543, 447700900999));
        Assert.Null(Role("views", 447700900101, 877, 447700900222, 447700900543, 447700900999));
    }

    [Theory]
    [InlineData("opt_in", "Y,,Y,,Y,", ColumnRole.Flag, "encode=opt_in")]
    [InlineData("opt_in", "1,,,,1,", ColumnRole.Flag, "encode=opt_in")]
    [InlineData("newsletter", "yes,no,yes,yes,no,no", ColumnRole.Flag, "encode=newsletter")]
    [InlineData("country", "CA,CA,CA,CA,CA,CA", ColumnRole.Constant, "one value")]
    [InlineData("born", "1980-01-05,1991-12-31,2000-02-29,,1980-01-05,1975-06-01", ColumnRole.Moment, "dates")]
    [InlineData("Attrition", "gone,here,here,gone,here,here", ColumnRole.Outcome, "outcome")]
    [InlineData("plan", "basic,gold,gold,basic,gold,gold", ColumnRole.Text, "encode")]
    public void Fit_ColumnsOfText_SayWhyTheyAreLeftOut(string name, string cells, ColumnRole role, string reason)
    {
        double[] visits = [2, 9, 1, 8, 3, 7];
        var rows = cells.Split(',').Select((cell, row) => $"{cell},{visits[row].ToString(CultureInfo.InvariantCulture)}");

        var report = FeaturePreparation.Fit(CsvTable.Parse($"{name},visits\n" + string.Join('\n', rows)), new PreparationOptions(), Parallelism.None).Columns[0];

        Assert.Equal(role, report.Role);
        Assert.Contains(reason, report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Fit_ColumnsNamedByTheCaller_AreUsedWhateverTheyMean()
    {
        const string Csv = "zip,churn,visits\n10001,0,2\n94103,1,9\n10002,0,1\n94102,1,8\n60601,0,3\n10001,1,7";
        var options = new PreparationOptions { Columns = ["zip", "churn"] };

        Assert.Equal(["visits"], Features(new PreparationOptions()));
        Assert.Equal(["zip", "churn"], Features(options));

        IEnumerable<string> Features(PreparationOptions prepared) => FeaturePreparation.Fit(CsvTable.Parse(Csv), prepared, Parallelism.None).FeatureSet.Features.Select(feature => feature.Name);
    }

    [Fact]
    public void Fit_NothingButIdentifiers_IsRefusedWithThem()
    {
        var table = CsvTable.Parse("id,phone,zip\nk1,2125550143,10012\nk2,4155550199,94110\nk3,3125550120,60614");

        var refused = Assert.Throws<InvalidTableException>(() => FeaturePreparation.Fit(table, new PreparationOptions(), Parallelism.None));

        Assert.Equal(TableDefect.NoNumericColumn, refused.Defect);
        Assert.Contains("'phone' is not used", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'zip' is not used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindId_NumbersThatAllDifferAndAreNamedSo_AreTheId()
    {
        var table = CsvTable.Parse("mail,account_number,spend\na@b,730114,40\nc@d,501877,310\ne@f,988201,15");

        Assert.Equal("account_number", ColumnParts.FindId(table, null)!.Name);
        Assert.Equal("mail", ColumnParts.FindId(CsvTable.Parse("mail,store_id,spend\na@b,7,40\nc@d,5,310\ne@f,7,15"), null)!.Name);
    }

    private static ColumnRole? Role(string name, params double[] values) => ColumnMeaning.OfNumbers(CsvTable.Of((name, values)).Columns[0])?.Role;
}
