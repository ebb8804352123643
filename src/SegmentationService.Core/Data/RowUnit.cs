namespace SegmentationService.Core.Data;

/// <summary>What the place of a customer in its source is called.</summary>
public enum RowUnit
{
    /// <summary>A line of text, the header being line 1.</summary>
    Line,

    /// <summary>An item of a list, the first being 1.</summary>
    Item,

    /// <summary>A row of a sheet, or of a file that is made of columns, the first being 1.</summary>
    Row,
}

/// <summary>Places of a source in words.</summary>
public static class RowUnitWords
{
    /// <summary>A place, such as <c>line 12</c>.</summary>
    /// <param name="unit">What places are called.</param>
    /// <param name="number">1-based line or item.</param>
    public static string Place(this RowUnit unit, long number) => $"{unit.Name(1)} {number}";

    /// <summary>What places are called: <c>line</c>, <c>item</c>, <c>row</c>, or several of them.</summary>
    /// <param name="unit">What places are called.</param>
    /// <param name="count">How many there are.</param>
    public static string Name(this RowUnit unit, long count) => (unit, count) switch
    {
        (RowUnit.Line, 1) => "line",
        (RowUnit.Line, _) => "lines",
        (RowUnit.Row, 1) => "row",
        (RowUnit.Row, _) => "rows",
        (_, 1) => "item",
        _ => "items",
    };
}
