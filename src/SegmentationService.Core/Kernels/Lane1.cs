using System.Runtime.CompilerServices;

namespace SegmentationService.Core.Kernels;

/// <summary>One float: the scalar form of every kernel.</summary>
internal readonly struct Lane1(float value) : ILane<Lane1>
{
    private readonly float _value = value;

    /// <inheritdoc/>
    public static int Width => 1;

    /// <inheritdoc/>
    public static Lane1 Zero => new(0f);

    /// <inheritdoc/>
    public static Lane1 Load(ref float origin, nuint offset) => new(Unsafe.Add(ref origin, offset));

    /// <inheritdoc/>
    public static Lane1 Broadcast(float value) => new(value);

    /// <inheritdoc/>
    public void Store(ref float origin, nuint offset) => Unsafe.Add(ref origin, offset) = _value;

    /// <inheritdoc/>
    public static Lane1 operator -(Lane1 left, Lane1 right) => new(left._value - right._value);

    /// <inheritdoc/>
    public static Lane1 operator +(Lane1 left, Lane1 right) => new(left._value + right._value);

    /// <inheritdoc/>
    public static Lane1 operator /(Lane1 left, Lane1 right) => new(left._value / right._value);

    /// <inheritdoc/>
    public static Lane1 MultiplyAdd(Lane1 left, Lane1 right, Lane1 addend) =>
        new(MathF.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    public static Lane1 Sqrt(Lane1 value) => new(MathF.Sqrt(value._value));

    /// <inheritdoc/>
    public static Lane1 Min(Lane1 left, Lane1 right) => new(left._value < right._value ? left._value : right._value);

    /// <inheritdoc/>
    public static Lane1 Max(Lane1 left, Lane1 right) => new(left._value > right._value ? left._value : right._value);

    /// <inheritdoc/>
    public static Lane1 LessThan(Lane1 left, Lane1 right) => new(left._value < right._value ? 1f : 0f);

    /// <inheritdoc/>
    public static Lane1 Select(Lane1 mask, Lane1 whenTrue, Lane1 whenFalse) => mask._value != 0f ? whenTrue : whenFalse;
}
