namespace SegmentationService.Core.Exports;

/// <summary>What a column holds.</summary>
public enum ExportedInputKind
{
    /// <summary>Numbers.</summary>
    Number,

    /// <summary>Dates, of which the whole days until a moment count, none less than 0; or these days as numbers.</summary>
    Days,

    /// <summary>Texts.</summary>
    Text,
}
