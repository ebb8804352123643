namespace SegmentationService.Api.Protocols;

/// <summary>A column of customers among the values that a body holds.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cells">The values.</param>
/// <param name="First">The value of the first customer among them.</param>
/// <param name="Step">So many values on is that of the next.</param>
internal readonly record struct HeldColumn(string Name, JsonCells Cells, int First, int Step);
