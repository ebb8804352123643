using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects the line numbers in messages, also where empty lines and line breaks in quotes make the numbering jump.</summary>
public sealed class RowLocationsTests
{
    [Fact]
    public void Indexer_NumberingThatJumps_GivesEveryLineBack()
    {
        var random = new Random(3);
        var lines = new List<long>();
        for (var line = 2L; lines.Count < 2000; line += random.Next(10) == 0 ? random.Next(2, 50) : 1) lines.Add(line);
        var locations = new RowLocations(RowUnit.Line);
        foreach (var line in lines) locations.Add(line);

        for (var row = 0; row < lines.Count; row++) Assert.Equal(lines[row], locations[row]);
    }

    [Fact]
    public void Describe_LinesAndItems_AreCalledSo()
    {
        var lines = new RowLocations(RowUnit.Line);
        lines.Add(5);
        var items = new RowLocations(RowUnit.Item);
        items.Add(1);

        Assert.Equal("line 5", lines.Describe(0));
        Assert.Equal("line 12", lines.Describe(12L));
        Assert.Equal("item 1", items.Describe(0));
    }

    [Fact]
    public void NumberOf_RowsPassedOver_CountThemInPartsToo()
    {
        var (all, part, empty) = (new RowLocations(RowUnit.Line), new RowLocations(RowUnit.Line), new RowLocations(RowUnit.Line));
        all.Add(2); // 1
        all.Skip();
        all.Add(4); // 3
        all.Skip();
        part.Add(6); // 5
        part.Skip();
        part.Skip();
        part.Add(9); // 8
        empty.Skip();

        all.Append(part);
        all.Append(empty);
        all.Add(11); // 10

        Assert.Equal([1, 3, 5, 8, 10], Enumerable.Range(0, 5).Select(all.NumberOf));
    }
}
