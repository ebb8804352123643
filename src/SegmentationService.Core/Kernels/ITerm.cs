using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>What <see cref="ExactSums"/> adds of each value.</summary>
internal interface ITerm
{
    /// <summary>Of one value.</summary>
    double Of(double value);

    /// <summary>Of four values, with the same bits.</summary>
    Vector256<double> Of(Vector256<double> values);
}
