using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>8 floats in a <see cref="Vector256"/>.</summary>
internal readonly struct Lane256(Vector256<float> value) : ILane<Lane256>
{
    private readonly Vector256<float> _value = value;

    /// <inheritdoc/>
    public static int Width => 8;

    /// <inheritdoc/>
    public static Lane256 Zero => new(Vector256<float>.Zero);

    /// <inheritdoc/>
    public static Lane256 Load(ref float origin, nuint offset) => new(Vector256.LoadUnsafe(ref origin, offset));

    /// <inheritdoc/>
    public static Lane256 Broadcast(float value) => new(Vector256.Create(value));

    /// <inheritdoc/>
    public void Store(ref float origin, nuint offset) => _value.StoreUnsafe(ref origin, offset);

    /// <inheritdoc/>
    public static Lane256 operator -(Lane256 left, Lane256 right) => new(left._value - right._value);

    /// <inheritdoc/>
    public static Lane256 operator +(Lane256 left, Lane256 right) => new(left._value + right._value);

    /// <inheritdoc/>
    public static Lane256 operator /(Lane256 left, Lane256 right) => new(left._value / right._value);

    /// <inheritdoc/>
    public static Lane256 MultiplyAdd(Lane256 left, Lane256 right, Lane256 addend) =>
        new(Vector256.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    public static Lane256 Sqrt(Lane256 value) => new(Vector256.Sqrt(value._value));

    /// <inheritdoc/>
    public static Lane256 Min(Lane256 left, Lane256 right) => new(Vector256.MinNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane256 Max(Lane256 left, Lane256 right) => new(Vector256.MaxNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane256 LessThan(Lane256 left, Lane256 right) => new(Vector256.LessThan(left._value, right._value));

    /// <inheritdoc/>
    public static Lane256 Select(Lane256 mask, Lane256 whenTrue, Lane256 whenFalse) =>
        new(Vector256.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));
}
