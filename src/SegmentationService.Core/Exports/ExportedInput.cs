namespace SegmentationService.Core.Exports;

/// <summary>A column that an exported model reads.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="AsOf">The moment that days are counted until, in the time of the dates; null for every other column.</param>
public sealed record ExportedInput(string Name, ExportedInputKind Kind, DateTime? AsOf);
