using SegmentationService.Core.Features;

namespace SegmentationService.Core.Tests.Features;

/// <summary>Protects what people call columns: the label that was given, else words made of the name, whatever stands in it.</summary>
public sealed class ColumnLabelsTests
{
    [Theory]
    [InlineData("Annual Income (k$)", "annual income")]
    [InlineData("MntFishProducts", "mnt fish products")]
    [InlineData("CRMScore", "crm score")]
    [InlineData("days_since__login", "days since login")]
    [InlineData("(1-100)", "(1-100)")]
    [InlineData("customer.age", "customer age")]
    public void Of_NoLabelGiven_MakesWords(string column, string expected) => Assert.Equal(expected, ColumnLabels.Made.Of(column));

    [Fact]
    public void For_NamesAsPeopleWriteThem_FindsTheColumns()
    {
        var columns = CsvTable.Parse("Annual Income (k$),age\n1,2\n2,3").Columns;

        var labels = ColumnLabels.For(columns, new Dictionary<string, string> { ["annual income (K$)"] = "Income" });

        Assert.Equal(("Income", "age"), (labels.Of("Annual Income (k$)"), labels.Of("age")));
        Assert.Equal("Income: x", labels.Of(new Feature { Name = "Annual Income (k$)=x", Source = "Annual Income (k$)", Value = "x" }));
        var unknown = Assert.Throws<InvalidTableException>(() => ColumnLabels.For(columns, new Dictionary<string, string> { ["wage"] = "x" }));
        Assert.Contains("'Annual Income (k$)', 'age'", unknown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b", "B", "label of two columns")]
    [InlineData("A", "b", "c", "two labels")]
    [InlineData("b", "x", " y", "without blanks")]
    [InlineData("b", "x", "y\u2028z", "one line")]
    public void For_LabelsThatTellNothingApart_Throws(string column, string first, string second, string says)
    {
        var columns = CsvTable.Parse("a,b\n1,2\n2,3").Columns;

        var refused = Assert.Throws<InvalidOptionsException>(() => ColumnLabels.For(columns, new OrderedDictionary<string, string> { ["a" == column ? "b" : "a"] = first, [column] = second }));

        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }
}
