using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>(x - origin)^3.</summary>
internal readonly struct CubeTerm(double origin) : ITerm
{
    private readonly Vector256<double> _origins = Vector256.Create(origin);

    public double Of(double value)
    {
        var difference = value - _origins[0];
        return difference * difference * difference;
    }

    public Vector256<double> Of(Vector256<double> values)
    {
        var difference = values - _origins;
        return difference * difference * difference;
    }
}
