using SegmentationService.Core.Data;

namespace SegmentationService.Core.Tests.Data;

/// <summary>Protects how messages name places: by line of a text, by item of a list.</summary>
public sealed class RowUnitTests
{
    [Theory]
    [InlineData(RowUnit.Line, "line 12")]
    [InlineData(RowUnit.Item, "item 12")]
    public void Place_EachUnit_NamesIt(RowUnit unit, string expected) => Assert.Equal(expected, unit.Place(12));

    [Theory]
    [InlineData(RowUnit.Line, 1, "line")]
    [InlineData(RowUnit.Line, 2, "lines")]
    [InlineData(RowUnit.Item, 1, "item")]
    [InlineData(RowUnit.Item, 0, "items")]
    public void Name_OneOrMany_IsSingularOrPlural(RowUnit unit, long count, string expected) => Assert.Equal(expected, unit.Name(count));
}
