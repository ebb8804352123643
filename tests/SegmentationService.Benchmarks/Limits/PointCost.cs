namespace SegmentationService.Benchmarks.Limits;

/// <summary>What must be done for a point, however it is done.</summary>
/// <param name="Bytes">Read from memory once.</param>
/// <param name="MultiplyAdds">Of floats, and other operations of which a processor does as many; one of doubles counts as two.</param>
internal readonly record struct PointCost(double Bytes, double MultiplyAdds)
{
    /// <summary>The least time it can take: that of the reading or of the calculating, whichever is longer.</summary>
    public double LeastNanoseconds(MachineLimits limits) =>
        1e9 * Math.Max(Bytes / limits.ReadBytesPerSecond, MultiplyAdds / limits.MultiplyAddsPerSecond);
}
