using System.Runtime.Intrinsics;
using SegmentationService.Core.Kernels;

namespace SegmentationService.Core.Tests.Kernels;

/// <summary>Protects the promise that a lane does to each of its floats what scalar arithmetic does to one, bit for bit.</summary>
public sealed class LaneTests
{
    [Fact]
    public void Lane1_EveryOperation_IsScalarArithmetic() => EveryOperation<Lane1>(1);

    [Fact]
    public void Lane128_EveryOperation_IsScalarArithmetic() => EveryOperation<Lane128>(4);

    [Fact]
    public void Lane256_EveryOperation_IsScalarArithmetic() => EveryOperation<Lane256>(8);

    [Fact]
    public void Lane512_EveryOperation_IsScalarArithmetic() => EveryOperation<Lane512>(16);

    [Fact]
    public void Run_WidestLane_IsTheWidestThatTheProcessorHas()
    {
        var widest = Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;

        Assert.Equal(widest, WidestLane.Run<WidthOfLane, int>(default));
    }

    private static void EveryOperation<TLane>(int width)
        where TLane : struct, ILane<TLane>
    {
        Assert.Equal(width, TLane.Width);
        var random = new Random(11);
        for (var round = 0; round < 500; round++)
        {
            var (a, b, c) = (KernelsOfWidth.Floats(random, width), KernelsOfWidth.Floats(random, width), KernelsOfWidth.Floats(random, width));
            var (left, right, addend) = (TLane.Load(ref a[0], 0), TLane.Load(ref b[0], 0), TLane.Load(ref c[0], 0));

            AssertEach(i => a[i] + b[i], left + right);
            AssertEach(i => a[i] - b[i], left - right);
            AssertEach(i => MathF.FusedMultiplyAdd(a[i], b[i], c[i]), TLane.MultiplyAdd(left, right, addend));
            AssertEach(i => MathF.Sqrt(a[i] * a[i]), TLane.Sqrt(TLane.MultiplyAdd(left, left, TLane.Zero)));
            AssertEach(i => a[i] * a[i] < b[i] * b[i] ? a[i] * a[i] : b[i] * b[i], TLane.Min(TLane.MultiplyAdd(left, left, TLane.Zero), TLane.MultiplyAdd(right, right, TLane.Zero)));
            AssertEach(i => a[i] * a[i] > b[i] * b[i] ? a[i] * a[i] : b[i] * b[i], TLane.Max(TLane.MultiplyAdd(left, left, TLane.Zero), TLane.MultiplyAdd(right, right, TLane.Zero)));
            AssertEach(i => a[i] / ((b[i] * b[i]) + 1), left / (TLane.MultiplyAdd(right, right, TLane.Zero) + TLane.Broadcast(1)));
            AssertEach(i => a[i] < b[i] ? b[i] : c[i], TLane.Select(TLane.LessThan(left, right), right, addend));
            AssertEach(_ => a[0], TLane.Broadcast(a[0]));
            AssertEach(_ => 0f, TLane.Zero);
        }

        void AssertEach(Func<int, float> expected, TLane actual)
        {
            // One float more on either side, which a store must not touch.
            var stored = new float[width + 2];
            stored.AsSpan().Fill(-7);
            actual.Store(ref stored[0], 1);
            Assert.Equal(-7, stored[0]);
            Assert.Equal(-7, stored[^1]);
            for (var i = 0; i < width; i++)
                Assert.Equal(BitConverter.SingleToUInt32Bits(expected(i)), BitConverter.SingleToUInt32Bits(stored[i + 1]));
        }
    }

    private readonly struct WidthOfLane : ILaneWork<int>
    {
        public int Run<TLane>()
            where TLane : struct, ILane<TLane> => TLane.Width;
    }
}
