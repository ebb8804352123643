namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects the texts of columns of few: which customer has which, and that too many are noticed rather than kept.</summary>
public sealed class CategoryColumnTests
{
    [Fact]
    public void Build_FewTexts_AreCodedInTheOrderInWhichTheyCame()
    {
        var column = CsvTable.Parse("city\nWien\nBern\n N/A \nWien\n\u00A0Bern\nwien").Find("city")!;

        Assert.Equal(["Wien", "Bern", "wien"], column.Categories!.Values);
        Assert.Equal([0, 1, -1, 0, 1, 2], Enumerable.Range(0, 6).Select(row => column.Categories[row]));
        Assert.Equal((1, 5), (column.Categories.Missing, column.TextCells));
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void Build_DifferentTexts_AreToldApartUpToTwenty(int texts, bool whole)
    {
        var column = CsvTable.Parse("v\n" + string.Join('\n', Enumerable.Range(0, 60).Select(row => $"t{row % texts}"))).Find("v")!;

        Assert.Equal(whole, column.Categories!.IsWhole);
        Assert.Null(column.Categories.TooLong);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void Build_MoreDifferentTexts_AreKeptUpTo255(int texts, bool kept)
    {
        var column = CsvTable.Parse("v\n" + string.Join('\n', Enumerable.Range(0, 700).Select(row => row % 9 == 8 ? "-" : $"t{row % texts}"))).Find("v")!.Categories!;

        Assert.Equal((kept, false), (column.IsKept, column.IsWhole));
        for (var row = 0; row < column.Count; row++) Assert.Equal(row % 9 == 8 ? null : $"t{row % texts}", column[row] < 0 ? null : column.Values[column[row]]);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void Build_LongText_IsToldWhereItIsTooLong(int length, bool whole)
    {
        var column = CsvTable.Parse($"v\na\n{new string('b', length)}").Find("v")!;

        Assert.Equal(whole, column.Categories!.IsWhole);
        Assert.Equal(whole ? null : new string('b', 40) + "…", column.Categories.TooLong);
    }

    [Fact]
    public void Build_TextAfterManyNumbers_IsToldApartOnlyWhereTheColumnIsToBeEncoded()
    {
        var csv = "a,b\n" + string.Join('\n', Enumerable.Range(0, 400).Select(row => row < 399 ? $"0{row % 3},0{row % 3}" : "x,x"));

        var table = CsvTable.Parse(csv, encodes: name => name == "b");

        Assert.Null(table.Find("a")!.Categories);
        Assert.Equal(["00", "01", "02", "x"], table.Find("b")!.Categories!.Values);
    }

    [Fact]
    public void Build_Numbers_HaveNoTexts() => Assert.Null(CsvTable.Parse("a\n1\n2\n1").Find("a")!.Categories);

    [Fact]
    public void Build_NumbersToBeEncoded_AreOneTextHoweverTheyAreWritten()
    {
        var texts = CsvTable.Parse("a\n1\n2.0\n1.0\n02", encodes: _ => true).Find("a")!.Categories!;

        Assert.Equal(["1", "2"], texts.Values);
        Assert.Equal([0, 1, 0, 1], Enumerable.Range(0, 4).Select(row => texts[row]));
    }
}
