namespace SegmentationService.Core.Explanations;

/// <summary>How exact a flip is: so much short of it the segment has not changed. The coordinates of prediction are single precision floats, so nothing more exact would mean anything.</summary>
internal static class Shortness
{
    private const double Share = 1e-6;

    /// <summary>A millionth of the value, or of 1 where that is more.</summary>
    public static double Of(double value) => Share * Math.Max(1, Math.Abs(value));
}
