using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>4 floats in a <see cref="Vector128"/>.</summary>
internal readonly struct Lane128(Vector128<float> value) : ILane<Lane128>
{
    private readonly Vector128<float> _value = value;

    /// <inheritdoc/>
    public static int Width => 4;

    /// <inheritdoc/>
    public static Lane128 Zero => new(Vector128<float>.Zero);

    /// <inheritdoc/>
    public static Lane128 Load(ref float origin, nuint offset) => new(Vector128.LoadUnsafe(ref origin, offset));

    /// <inheritdoc/>
    public static Lane128 Broadcast(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    public void Store(ref float origin, nuint offset) => _value.StoreUnsafe(ref origin, offset);

    /// <inheritdoc/>
    public static Lane128 operator -(Lane128 left, Lane128 right) => new(left._value - right._value);

    /// <inheritdoc/>
    public static Lane128 operator +(Lane128 left, Lane128 right) => new(left._value + right._value);

    /// <inheritdoc/>
    public static Lane128 operator /(Lane128 left, Lane128 right) => new(left._value / right._value);

    /// <inheritdoc/>
    public static Lane128 MultiplyAdd(Lane128 left, Lane128 right, Lane128 addend) =>
        new(Vector128.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    public static Lane128 Sqrt(Lane128 value) => new(Vector128.Sqrt(value._value));

    /// <inheritdoc/>
    public static Lane128 Min(Lane128 left, Lane128 right) => new(Vector128.MinNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane128 Max(Lane128 left, Lane128 right) => new(Vector128.MaxNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane128 LessThan(Lane128 left, Lane128 right) => new(Vector128.LessThan(left._value, right._value));

    /// <inheritdoc/>
    public static Lane128 Select(Lane128 mask, Lane128 whenTrue, Lane128 whenFalse) =>
        new(Vector128.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));
}
