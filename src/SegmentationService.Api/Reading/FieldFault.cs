namespace SegmentationService.Api.Reading;

/// <summary>Why a customer cannot be assigned, without the words: a body may have one in each of its rows. <see cref="CustomerFields.Explain"/> has them.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Field">The input of the model, or <see cref="NoField"/>.</param>
/// <param name="TextLength">How much of what stands in the field is kept beside, in bytes.</param>
internal readonly record struct FieldFault(FieldFaultKind Kind, int Field, int TextLength = 0)
{
    /// <summary>Where the fault is not in one field.</summary>
    public const int NoField = -1;

    /// <summary>Whether it is the fault of a field.</summary>
    public bool IsOf(int field) => Kind != FieldFaultKind.None && Field == field;
}

/// <summary>What is wrong with a customer.</summary>
internal enum FieldFaultKind
{
    None,

    /// <summary>None of the model's fields has a value.</summary>
    NoUsableField,

    /// <summary>A field is given twice.</summary>
    Twice,

    /// <summary>A date is expected.</summary>
    NoDate,

    /// <summary>A number is expected.</summary>
    NoNumber,

    /// <summary>It is a number, written otherwise than in the training.</summary>
    OtherNotation,

    /// <summary>It is a number without a size.</summary>
    TooLarge,
}
