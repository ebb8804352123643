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
}
