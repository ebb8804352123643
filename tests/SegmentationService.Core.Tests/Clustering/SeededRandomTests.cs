using SegmentationService.Core.Clustering;

namespace SegmentationService.Core.Tests.Clustering;

/// <summary>Protects reproducibility: the numbers are those of the published generators, today and in every version to come.</summary>
public sealed class SeededRandomTests
{
    [Theory]
    [InlineData(0L)]
    [InlineData(42L)]
    [InlineData(-1L)]
    [InlineData(9007199254740991L)]
    public void NextDouble_AnySeed_IsXoshiroSeededBySplitMix(long seed)
    {
        var random = new SeededRandom(seed);
        var reference = new Xoshiro(seed);

        for (var i = 0; i < 100; i++) Assert.Equal((reference.Next() >> 11) / 9007199254740992.0, random.NextDouble());
    }

    [Fact]
    public void Reference_PublishedOutputs_AreReproduced()
    {
        // SplitMix64 from 1234567 and xoshiro256** from the state 1, 2, 3, 4: outputs published with implementations of both.
        var state = 1234567UL;
        foreach (var expected in (ulong[])[6457827717110365317, 3203168211198807973, 9817491932198370423]) Assert.Equal(expected, Xoshiro.SplitMix(ref state));
        var xoshiro = new Xoshiro(1, 2, 3, 4);
        foreach (var expected in (ulong[])[11520, 0, 1509978240, 1215971899390074240]) Assert.Equal(expected, xoshiro.Next());
    }

    [Fact]
    public void NextInt_AnyRange_IsTheUpperHalfScaled()
    {
        var random = new SeededRandom(7);
        var reference = new Xoshiro(7);
        foreach (var exclusive in (int[])[1, 2, 3, 10, 1000, int.MaxValue])
            for (var i = 0; i < 50; i++) Assert.Equal((int)((UInt128)(reference.Next() >> 32) * (uint)exclusive >> 32), random.NextInt(exclusive));
    }

    [Fact]
    public void NextGaussian_ManyDraws_HaveMeanZeroAndDeviationOne()
    {
        var random = new SeededRandom(1);
        var draws = Enumerable.Range(0, 100_000).Select(_ => random.NextGaussian()).ToArray();

        // The mean of 100,000 draws deviates by 0.003; five times that.
        Assert.All(draws, draw => Assert.True(double.IsFinite(draw)));
        Assert.Equal(0, draws.Average(), 0.016);
        Assert.Equal(1, Math.Sqrt(draws.Average(draw => draw * draw)), 0.016);
    }

    [Fact]
    public void Constructor_OtherStreams_GiveOtherSequences()
    {
        var first = Enumerable.Range(0, 1000).Select(stream => new SeededRandom(42, stream).NextDouble()).ToArray();

        Assert.Equal(1000, first.Distinct().Count());
        Assert.Equal(0.5, first.Average(), 0.05); // As evenly spread as the numbers of one stream.
        Assert.Equal(new SeededRandom(42).NextDouble(), first[0]);
    }

    /// <summary>xoshiro256** and SplitMix64 written down from the pages of their authors (prng.di.unimi.it).</summary>
    private sealed class Xoshiro
    {
        private readonly ulong[] _s;

        public Xoshiro(params ulong[] state) => _s = state;

        public Xoshiro(long seed)
        {
            var state = unchecked((ulong)seed);
            _s = [SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state)];
        }

        public static ulong SplitMix(ref ulong x)
        {
            unchecked
            {
                x += 0x9e3779b97f4a7c15;
                var z = x;
                z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
                z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
                return z ^ (z >> 31);
            }
        }

        public ulong Next()
        {
            unchecked
            {
                var result = Rotl(_s[1] * 5, 7) * 9;
                var t = _s[1] << 17;
                _s[2] ^= _s[0];
                _s[3] ^= _s[1];
                _s[1] ^= _s[2];
                _s[0] ^= _s[3];
                _s[2] ^= t;
                _s[3] = Rotl(_s[3], 45);
                return result;
            }
        }

        private static ulong Rotl(ulong x, int k) => (x << k) | (x >> (64 - k));
    }
}
