using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>Where an object stands in a JSON body.</summary>
/// <param name="Unit">How places are told: by line where each object has its own, else by item.</param>
/// <param name="Item">Its 1-based number in the list.</param>
/// <param name="Line">The 1-based line in which it begins.</param>
internal readonly record struct JsonPlace(RowUnit Unit, long Item, long Line)
{
    /// <summary>The number by which the object is known.</summary>
    public long Row => Unit == RowUnit.Line ? Line : Item;

    public override string ToString() => Unit.Place(Row);

    /// <summary>The exception for something wrong with the object.</summary>
    public MalformedBodyException Invalid(string message, string? key = null) => new(MalformedBodyKind.InvalidJson, message)
    {
        Line = Line,
        Item = Unit == RowUnit.Item ? Item : null,
        Column = key,
    };
}
