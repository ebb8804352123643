namespace SegmentationService.Core.Segmentation.Profiles;

/// <summary>What is told of the values of a column.</summary>
public enum ProfileKind
{
    /// <summary>They are amounts: their sum, mean and median.</summary>
    Number,

    /// <summary>They are names, flags or codes: how many customers have each.</summary>
    Values,

    /// <summary>They are moments: the first, the median and the last.</summary>
    Date,
}
