namespace SegmentationService.Core.Data;

/// <summary>How the digits of a number are grouped; of several numbers, all that is seen in one of them.</summary>
[Flags]
internal enum DigitGroups
{
    /// <summary>They are not.</summary>
    None = 0,

    /// <summary>A comma separates the groups.</summary>
    Commas = 1,

    /// <summary>A point does.</summary>
    Points = 2,

    /// <summary>A blank of any width does.</summary>
    Blanks = 4,

    /// <summary>An apostrophe does.</summary>
    Apostrophes = 8,

    /// <summary>The last group has three digits and the others two, as in India: <c>1,23,456</c>.</summary>
    OfTwo = 16,

    /// <summary>All groups have three digits, and there are two or more of them: <c>1,234,567</c>.</summary>
    OfThree = 32,
}
