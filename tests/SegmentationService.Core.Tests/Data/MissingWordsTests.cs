using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects that the words of spreadsheets, databases and programs for nothing are missing values, and are told; and that a word which may be a value among texts stays one there.</summary>
public sealed class MissingWordsTests
{
    [Theory]
    [InlineData("#DIV/0!")]
    [InlineData("#N/A")]
    [InlineData("#WERT!")]
    [InlineData("\\N")]
    [InlineData("<NA>")]
    [InlineData("None")]
    [InlineData("nil")]
    [InlineData("--")]
    [InlineData("—")]
    [InlineData(".")]
    [InlineData("(blank)")]
    [InlineData("n.a.")]
    [InlineData("k. A.", "k.A.")]
    [InlineData("UNDEFINED")]
    [InlineData("$ -")]
    [InlineData("- €")]
    [InlineData("--€")]
    public void Build_WordInAColumnOfNumbers_IsMissingAndTold(string word, string? written = null)
    {
        word = written ?? word;
        var table = OneColumn.Table(["12", word, "7.5", "", word]);

        Assert.Equal([12, double.NaN, 7.5, double.NaN, double.NaN], table.Columns[0].Values);
        Assert.Equal(3, table.Columns[0].Missing);
        Assert.Equal(new Notice("missing_words", "a", $"2 values of 'a' are missing: '{word}', the first in line 3."), Assert.Single(table.Notices));
    }

    [Theory]
    [InlineData("")]
    [InlineData("NA")]
    [InlineData("?")]
    [InlineData("-")]
    [InlineData("null")]
    public void Build_UsualWord_IsNotTold(string word) => Assert.Empty(OneColumn.Table(["12", word, "7.5"]).Notices);

    /// <summary>Even where most of the values are such words, the others are numbers.</summary>
    [Fact]
    public void Build_MoreWordsThanNumbers_IsStillAColumnOfNumbers()
    {
        var table = OneColumn.Table(["None", "7", "none", "#REF!", "(empty)", "NONE", "3"], perPart: 3);

        Assert.Equal([double.NaN, 7, double.NaN, double.NaN, double.NaN, double.NaN, 3], table.Columns[0].Values);
        Assert.Equal("5 values of 'a' are missing: '#REF!', 'None', 'none' ..., the first in line 2.", Assert.Single(table.Notices).Message);
    }

    [Fact]
    public void Build_NoneAmongTexts_IsAValue()
    {
        var column = OneColumn.Table(["Gold", "None", "Basic", "None", "<NA>", "Gold"]).Columns[0];

        Assert.Equal(["Gold", "None", "Basic"], column.Categories!.Values);
        Assert.Equal((1, 5), (column.Missing, column.TextCells));
    }

    [Fact]
    public void Build_NothingButWords_IsEmpty() => Assert.Equal((true, 3), (OneColumn.Table(["None", "--", "None"]).Columns[0].IsNumeric, OneColumn.Table(["None", "--", "None"]).Columns[0].Missing));

    /// <summary>What may be a value is not guessed to be none.</summary>
    [Theory]
    [InlineData("9999")]
    [InlineData("-1")]
    [InlineData("0")]
    public void Build_NumberThatOftenStandsForNothing_IsANumber(string cell) => Assert.Equal(0, OneColumn.Table([cell, "12"]).Columns[0].Missing);
}
