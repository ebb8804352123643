using System.Numerics;

namespace SegmentationService.Core.Clustering;

/// <summary>
/// xoshiro256** seeded by SplitMix64 (Blackman and Vigna 2021, doi 10.1145/3460772): the same numbers from the same seed on
/// every machine and in every version of .NET, which <see cref="Random"/> does not promise.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    /// <summary>Begins the sequence of a seed.</summary>
    /// <param name="seed">Any value.</param>
    /// <param name="stream">Any value; sequences of one seed and different streams have nothing to do with each other.</param>
    public SeededRandom(long seed, long stream = 0)
    {
        var state = (ulong)seed ^ BitOperations.RotateLeft((ulong)stream * 0xD1342543DE82EF95, 32);
        _a = SplitMix(ref state);
        _b = SplitMix(ref state);
        _c = SplitMix(ref state);
        _d = SplitMix(ref state);
    }

    /// <summary>A number in [0, 1), 53 bits of it random.</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A whole number in [0, <paramref name="exclusive"/>), each equally likely to within 2^-32.</summary>
    /// <param name="exclusive">At least 1.</param>
    public int NextInt(int exclusive) => (int)(((Next() >> 32) * (ulong)exclusive) >> 32);

    /// <summary>A number from the normal distribution with mean 0 and standard deviation 1 (Box and Muller 1958, doi 10.1214/aoms/1177706645).</summary>
    public double NextGaussian() =>
        Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    private ulong Next()
    {
        var result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        var t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
