namespace SegmentationService.Core.Segmentation;

/// <summary>The quartiles of a feature over all customers with a value, in original units.</summary>
/// <param name="Lower">A quarter of them lie below.</param>
/// <param name="Median">A half of them lies below.</param>
/// <param name="Upper">Three quarters of them lie below.</param>
internal readonly record struct Quartiles(double Lower, double Median, double Upper)
{
    /// <summary>Whether a value lies above the half, or as high as the upper quarter where that is more than the lower.</summary>
    public bool IsHigh(double value) => value > Median || (value >= Upper && value > Lower);

    /// <summary>Whether a value lies in the upper quarter, which is above the lower.</summary>
    public bool IsVeryHigh(double value) => value >= Upper && value > Lower;

    /// <summary>Whether a value lies below the half, or as low as the lower quarter where that is less than the upper.</summary>
    public bool IsLow(double value) => value < Median || (value <= Lower && value < Upper);

    /// <summary>Whether a value lies in the lower quarter, which is below the upper.</summary>
    public bool IsVeryLow(double value) => value <= Lower && value < Upper;
}
