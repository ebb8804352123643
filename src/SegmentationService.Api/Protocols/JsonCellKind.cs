namespace SegmentationService.Api.Protocols;

/// <summary>What a value of JSON is, as far as types of a protocol tell them apart.</summary>
internal enum JsonCellKind
{
    /// <summary>A number without point or exponent.</summary>
    Whole,

    /// <summary>Any other number.</summary>
    Fraction,

    /// <summary>A text.</summary>
    Text,

    /// <summary>True or false.</summary>
    YesNo,

    /// <summary>Null: a value that is missing.</summary>
    Missing,
}
