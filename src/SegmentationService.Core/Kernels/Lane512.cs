using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>16 floats in a <see cref="Vector512"/>.</summary>
internal readonly struct Lane512(Vector512<float> value) : ILane<Lane512>
{
    private readonly Vector512<float> _value = value;

    /// <inheritdoc/>
    public static int Width => 16;

    /// <inheritdoc/>
    public static Lane512 Zero => new(Vector512<float>.Zero);

    /// <inheritdoc/>
    public static Lane512 Load(ref float origin, nuint offset) => new(Vector512.LoadUnsafe(ref origin, offset));

    /// <inheritdoc/>
    public static Lane512 Broadcast(float value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    public void Store(ref float origin, nuint offset) => _value.StoreUnsafe(ref origin, offset);

    /// <inheritdoc/>
    public static Lane512 operator -(Lane512 left, Lane512 right) => new(left._value - right._value);

    /// <inheritdoc/>
    public static Lane512 operator +(Lane512 left, Lane512 right) => new(left._value + right._value);

    /// <inheritdoc/>
    public static Lane512 operator /(Lane512 left, Lane512 right) => new(left._value / right._value);

    /// <inheritdoc/>
    public static Lane512 MultiplyAdd(Lane512 left, Lane512 right, Lane512 addend) =>
        new(Vector512.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    public static Lane512 Sqrt(Lane512 value) => new(Vector512.Sqrt(value._value));

    /// <inheritdoc/>
    public static Lane512 Min(Lane512 left, Lane512 right) => new(Vector512.MinNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane512 Max(Lane512 left, Lane512 right) => new(Vector512.MaxNative(left._value, right._value));

    /// <inheritdoc/>
    public static Lane512 LessThan(Lane512 left, Lane512 right) => new(Vector512.LessThan(left._value, right._value));

    /// <inheritdoc/>
    public static Lane512 Select(Lane512 mask, Lane512 whenTrue, Lane512 whenFalse) =>
        new(Vector512.ConditionalSelect(mask._value, whenTrue._value, whenFalse._value));
}
