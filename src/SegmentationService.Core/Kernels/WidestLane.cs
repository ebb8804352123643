using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>A piece of work written once for every lane.</summary>
/// <typeparam name="TResult">What it gives.</typeparam>
internal interface ILaneWork<out TResult>
    where TResult : allows ref struct
{
    /// <summary>Does the work with one lane.</summary>
    /// <typeparam name="TLane">The lane.</typeparam>
    TResult Run<TLane>()
        where TLane : struct, ILane<TLane>;
}

/// <summary>The only place that asks what the processor can do.</summary>
internal static class WidestLane
{
    /// <summary>Does the work with the widest lane that the processor has in hardware. The result does not depend on which it is.</summary>
    /// <typeparam name="TWork">The work.</typeparam>
    /// <typeparam name="TResult">What it gives.</typeparam>
    /// <param name="work">The work.</param>
    public static TResult Run<TWork, TResult>(in TWork work)
        where TWork : struct, ILaneWork<TResult>, allows ref struct
        where TResult : allows ref struct
    {
        if (Vector512.IsHardwareAccelerated) return work.Run<Lane512>();
        if (Vector256.IsHardwareAccelerated) return work.Run<Lane256>();
        if (Vector128.IsHardwareAccelerated) return work.Run<Lane128>();
        return work.Run<Lane1>();
    }
}
