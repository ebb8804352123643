using System.Globalization;

namespace SegmentationService.Api.Tests.Training;

/// <summary>What the columns of a table say of the segments, on the wire: every figure is one that the table gives, shares of money add up, and labels are used and kept.</summary>
public sealed class TrainProfileTests(SegmentationApp app) : IClassFixture<SegmentationApp>
{
    private const string Header = "id,recency_days,frequency,monetary,Income (k$),Churn,birthday\n";

    [Fact]
    public async Task Train_AnyColumns_ProfileEqualsTheTable()
    {
        string[][] rows = [.. Enumerable.Range(0, 120).Select(Row)];
        var trained = await app.TrainedAsync(Header + string.Join('\n', rows.Select(row => string.Join(',', row))), "?clusters=3&model=profile&exclude=Income%20(k%24)");

        var profile = trained.GetProperty("profile");
        Assert.Equal(["monetary", "Income (k$)"], profile.Items("money").Select(name => name.GetString()));
        Assert.Equal(["recency_days", "frequency", "monetary", "Income (k$)", "Churn", "birthday"], profile.Items("columns").Select(column => column.Text("column")));
        Assert.Equal(("income", "number"), (profile.Item("columns", "column", "Income (k$)").Text("label"), profile.Item("columns", "column", "Income (k$)").Text("kind")));
        Assert.Equal([true, true, true, false, false, false], profile.Items("columns").Select(column => column.GetProperty("used").GetBoolean()));

        var segmentOf = (await app.CustomersAsync("profile")).Skip(1).ToDictionary(row => row[0], row => row[1]);
        var total = rows.Sum(row => decimal.Parse(row[3], CultureInfo.InvariantCulture));
        foreach (var segment in trained.Items("segments"))
        {
            string[][] here = [.. rows.Where(row => segmentOf[row[0]] == segment.Int("id").ToString(CultureInfo.InvariantCulture))];
            var (money, churn, birthday) = (segment.Item("profile", "column", "monetary"), segment.Item("profile", "column", "Churn"), segment.Item("profile", "column", "birthday"));
            var sum = here.Sum(row => decimal.Parse(row[3], CultureInfo.InvariantCulture));
            Assert.Equal((double)sum, money.Number("sum"), 1e-9);
            Assert.Equal((double)(sum / total), money.Number("shareOfTotal"), 1e-12);
            foreach (var value in churn.Items("values"))
            {
                Assert.Equal(here.Count(row => row[5] == value.Text("value")), value.Int("customers"));
                Assert.Equal((double)value.Int("customers") / here.Length, value.Number("share"));
            }

            Assert.Equal(here.Count(row => row[5].Length == 0), churn.Int("missing"));
            Assert.False(churn.TryGetProperty("sum", out _) || churn.TryGetProperty("other", out _) || money.TryGetProperty("values", out _));
            Assert.Equal(here.Min(row => row[6]) + "T00:00:00", birthday.Text("from"));
            Assert.Equal(here.Max(row => row[6]) + "T00:00:00", birthday.Text("to"));
        }

        Assert.Equal(1, trained.Items("segments").Sum(segment => segment.Item("profile", "column", "monetary").Number("shareOfTotal")), 1e-12);
        var again = (await app.GetAsync("/models/profile/versions/1")).Expect(200);
        Assert.Equal((profile.ToString(), trained.GetProperty("segments").ToString()), (again.GetProperty("profile").ToString(), again.GetProperty("segments").ToString()));
    }

    [Fact]
    public async Task Train_Labels_AreUsedKeptAndPassedOn()
    {
        var csv = Header + string.Join('\n', Enumerable.Range(0, 120).Select(i => string.Join(',', Row(i))));

        var trained = await app.TrainedAsync(csv, "?clusters=3&model=labels&label.monetary=Wine%20money&label.income%20(k%24)=pay&encode=Churn");

        Assert.Equal(["Wine money", "pay"], trained.GetProperty("labels").EnumerateObject().Select(label => label.Value.GetString()));
        Assert.Equal("Income (k$)", trained.GetProperty("labels").EnumerateObject().Last().Name);
        Assert.Equal("Wine money", trained.Item("features", "name", "monetary").Text("label"));
        Assert.Equal("churn: Yes", trained.Item("features", "name", "Churn=Yes").Text("label"));
        Assert.Equal("pay", trained.Item("columns", "name", "Income (k$)").Text("label"));
        Assert.Equal("pay", trained.GetProperty("profile").Item("columns", "column", "Income (k$)").Text("label"));
        Assert.Contains(trained.Items("segments").SelectMany(segment => segment.Items("distinguishing")), trait => trait.Text("text").Contains("Wine money", StringComparison.Ordinal));

        var again = await app.TrainedAsync(csv, "?clusters=3&model=labels&label.monetary=revenue&encode=Churn");
        Assert.Equal(["revenue", "pay"], again.GetProperty("labels").EnumerateObject().Select(label => label.Value.GetString()));
    }

    [Theory]
    [InlineData("label.spend=x", "no column 'spend'; the columns are 'id', 'recency_days'")]
    [InlineData("label.monetary=x&label.Churn=X", "'X' is the label of two columns")]
    [InlineData("label.monetary=a%0Ab", "in one line")]
    [InlineData("label.monetary=", "must not be empty")]
    [InlineData("label.monetary=a&label.monetary=b", "given 2 times")]
    [InlineData("label.=a", "no query parameter 'label.'")]
    [InlineData("label.monetary=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "1 to 64 characters")]
    public async Task Train_LabelThatIsNone_IsRefusedAndNothingStored(string query, string says)
    {
        var answer = await app.TrainAsync(Header + string.Join('\n', Enumerable.Range(0, 12).Select(i => string.Join(',', Row(i)))), "?model=refused&" + query);

        Assert.Contains(says, answer.Expect(query.Contains("spend", StringComparison.Ordinal) ? 422 : 400).Text("detail"), StringComparison.Ordinal);
        (await app.GetAsync("/models/refused")).Expect(404);
    }

    private static string[] Row(int i) =>
    [
        $"c{i}",
        $"{(i % 3 * 40) + (i % 7)}",
        $"{1 + (i % 3 * 5) + (i % 2)}",
        string.Create(CultureInfo.InvariantCulture, $"{10.1m + (i % 3 * 1000) + (i * 7 % 11 * 0.1m)}"),
        $"{20 + (i * 13 % 50)}",
        i % 10 == 9 ? "" : i % 3 == 0 ? "Yes" : "No",
        $"2024-{1 + (i % 12):00}-{1 + (i % 28):00}",
    ];
}
