namespace SegmentationService.Core.Features;

/// <summary>
/// The values of one feature, wherever they lie, for who fits it. A question names the form in which values are summed: the transform and the fences of a feature. Answers
/// about parts of the values add up to those about all.
/// </summary>
internal interface IFeatureValues
{
    /// <summary>The number of values that were not filled in.</summary>
    int Present { get; }

    /// <summary>Whether some values were filled in.</summary>
    bool HasFilled { get; }

    /// <summary>The order statistics of the values as they are. O(n) for any usual data.</summary>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    OrderStatistics Order(bool ofAll);

    /// <summary>Number and sum of the values in a form. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    MeanSum SumOf(Feature form, bool ofAll);

    /// <summary>The squares about the mean, and the cubes where they are wanted. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    /// <param name="ofAll">Whether of all, and not only of those present.</param>
    /// <param name="sum">The sum of all values in this form, be it more than these.</param>
    /// <param name="withCubes">Whether the skewness is wanted, and not only the deviation.</param>
    Moments MomentsOf(Feature form, bool ofAll, MeanSum sum, bool withCubes);

    /// <summary>The number of values present that the fences clip. O(n).</summary>
    /// <param name="form">Transform and fences.</param>
    int CountClipped(Feature form);
}
