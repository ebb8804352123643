using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>x.</summary>
internal readonly struct ValueTerm : ITerm
{
    public double Of(double value) => value;

    public Vector256<double> Of(Vector256<double> values) => values;
}
