namespace SegmentationService.Core.Kernels;

/// <summary>
/// One vector of floats of one width: the few operations that the kernels need, so that each kernel is written once. Every
/// operation is exactly rounded, the fused multiply-add included, so that all widths give the same bits.
/// </summary>
/// <typeparam name="TSelf">The lane itself.</typeparam>
internal interface ILane<TSelf>
    where TSelf : struct, ILane<TSelf>
{
    /// <summary>The number of floats.</summary>
    static abstract int Width { get; }

    /// <summary>All floats zero.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Loads <see cref="Width"/> floats at an element offset.</summary>
    static abstract TSelf Load(ref float origin, nuint offset);

    /// <summary>The same float in every place.</summary>
    static abstract TSelf Broadcast(float value);

    /// <summary>Stores the floats at an element offset.</summary>
    void Store(ref float origin, nuint offset);

    /// <summary>left - right.</summary>
    static abstract TSelf operator -(TSelf left, TSelf right);

    /// <summary>left + right.</summary>
    static abstract TSelf operator +(TSelf left, TSelf right);

    /// <summary>left / right.</summary>
    static abstract TSelf operator /(TSelf left, TSelf right);

    /// <summary>left * right + addend, rounded once.</summary>
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);

    /// <summary>The square root of each float.</summary>
    static abstract TSelf Sqrt(TSelf value);

    /// <summary>The smaller of each pair of floats; none may be NaN.</summary>
    static abstract TSelf Min(TSelf left, TSelf right);

    /// <summary>The larger of each pair of floats; none may be NaN.</summary>
    static abstract TSelf Max(TSelf left, TSelf right);

    /// <summary>A mask of the places where left is less than right.</summary>
    static abstract TSelf LessThan(TSelf left, TSelf right);

    /// <summary>Takes from <paramref name="whenTrue"/> where the mask is set, else from <paramref name="whenFalse"/>.</summary>
    static abstract TSelf Select(TSelf mask, TSelf whenTrue, TSelf whenFalse);
}
