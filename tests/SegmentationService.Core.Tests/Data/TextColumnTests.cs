using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects ids: each comes back as it went in, and doubles are seen however many there are.</summary>
public sealed class TextColumnTests
{
    [Fact]
    public void Add_AnyTexts_ComeBackUnchanged() =>
        SeededProperty.Holds(Gen.Elements("0001", "", "é", "名前", " x ", new string('y', 3000)).ArrayOf(), texts =>
        {
            var column = Column(texts);

            Assert.Equal(texts.Length, column.Count);
            for (var row = 0; row < texts.Length; row++) Assert.Equal(texts[row], column[row]);
        });

    [Fact]
    public void Indexer_BytesThatAreNotUtf8_BecomeReplacementCharacters()
    {
        var column = new TextColumn();
        column.Add([0x61, 0xFF]);

        Assert.Equal("a\uFFFD", column[0]);
        Assert.Equal([0x61, 0xFF], column.Utf8(0).ToArray());
    }

    [Fact]
    public void HasDuplicates_AnyTexts_FindsTheFirstRowThatStoodBefore() =>
        SeededProperty.Holds(Gen.Choose(0, 40).Select(number => number == 0 ? "" : number.ToString(CultureInfo.InvariantCulture)).ArrayOf(), texts =>
        {
            var expected = Array.FindIndex(Enumerable.Range(0, texts.Length).ToArray(), row => texts[row].Length > 0 && Array.IndexOf(texts, texts[row]) < row);

            foreach (var isTracked in (bool[])[false, true])
            {
                var column = Column(texts);
                if (isTracked) column.TrackDistinct();

                Assert.Equal(expected >= 0, column.HasDuplicates(out var first));
                Assert.Equal(expected, first);
            }

            Assert.Equal(expected >= 0, ColumnAside(texts, texts.Length / 3).HasDuplicates(out var firstAside));
            Assert.Equal(expected, firstAside);
        });

    [Theory]
    [InlineData(0, 5000)]
    [InlineData(127, 128)]
    [InlineData(128, 129)]
    [InlineData(4998, 4999)]
    public void HasDuplicates_OneDoubleAmongThousands_IsFoundAcrossEveryGrowth(int original, int copy)
    {
        var texts = Enumerable.Range(0, 5001).Select(row => row.ToString(CultureInfo.InvariantCulture)).ToArray();
        Assert.False(Column(texts).HasDuplicates(out _));
        texts[copy] = texts[original];

        Assert.True(Column(texts).HasDuplicates(out var first));
        Assert.Equal(copy, first);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void IsDistinct_DoubleOrEmptyBeforeOrAfterTrackingBegan_IsFalse(bool trackFirst)
    {
        foreach (var last in (string[])["7", ""])
        {
            var column = new TextColumn();
            if (trackFirst) column.TrackDistinct();
            for (var row = 0; row < 600; row++) column.Add(Encoding.UTF8.GetBytes(row.ToString(CultureInfo.InvariantCulture)));
            column.TrackDistinct();
            Assert.True(column.IsDistinct);

            column.Add(Encoding.UTF8.GetBytes(last));

            Assert.False(column.IsDistinct);
        }
    }

    /// <summary>Texts that ascend are not looked for one by one, in either of the orders that ids come in; where the order breaks off, all before are found again. Against a set of strings, one text after the other.</summary>
    [Theory]
    [InlineData("ordinal")]
    [InlineData("by length")]
    [InlineData("none")]
    public void IsDistinct_TextsInAnyOrderInParts_IsThatOfASet(string order)
    {
        var random = new Random(5);
        for (var round = 0; round < 60; round++)
        {
            var texts = Enumerable.Range(0, 700).Select(_ => random.Next(3_000_000).ToString(CultureInfo.InvariantCulture)).Distinct().ToArray();
            Array.Sort(texts, order == "ordinal" ? StringComparer.Ordinal : Comparer<string>.Create((a, b) => a.Length == b.Length ? string.CompareOrdinal(a, b) : a.Length - b.Length));
            if (order == "none") random.Shuffle(texts);
            var breaks = random.Next(3);
            if (breaks > 0) texts[random.Next(1, texts.Length)] = breaks == 1 ? "another" : texts[random.Next(texts.Length)];
            var (column, seen) = (new TextColumn(), new HashSet<string>());
            var isDistinct = true;
            column.TrackDistinct();
            foreach (var part in texts.Chunk(random.Next(1, 200)))
            {
                column.Append(Column(part));

                isDistinct &= part.All(seen.Add);
                Assert.Equal(isDistinct, column.IsDistinct);
            }

            Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(row => column[row]));
            Assert.Equal(!isDistinct, Column(texts).HasDuplicates(out _));
            Assert.Equal(!isDistinct, ColumnAside(texts, random.Next(texts.Length)).HasDuplicates(out _));
        }
    }

    /// <summary>Texts that are put aside together are read again in runs, whose borders are nowhere to be seen.</summary>
    [Fact]
    public void Open_ThousandsOfTextsPutAsideTogether_AreThoseThatCame()
    {
        string[] texts = [.. Enumerable.Range(0, 10_000).Select(row => row % 7 == 0 ? "" : row.ToString(CultureInfo.InvariantCulture))];
        var column = ColumnAside(texts, 9_000);
        var cursor = column.Open();

        Assert.Equal(texts, Enumerable.Range(0, texts.Length).Select(row => Encoding.UTF8.GetString(cursor.Utf8(row))));
        Assert.False(column.HasDuplicates(out _));
    }

    /// <summary>The same, whose first texts were put aside together and the others in two further parts.</summary>
    private static TextColumn ColumnAside(string[] texts, int first)
    {
        var column = Column(texts[..first]);
        column.PutAside(new MemoryScratch());
        var second = (first + texts.Length) / 2;
        column.Append(Column(texts[first..second]));
        column.Append(Column(texts[second..]));
        return column;
    }

    private static TextColumn Column(string[] texts)
    {
        var column = new TextColumn();
        foreach (var text in texts) column.Add(Encoding.UTF8.GetBytes(text));
        return column;
    }
}
