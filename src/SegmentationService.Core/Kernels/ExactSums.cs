using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SegmentationService.Core.Kernels;

/// <summary>
/// Adds many terms to an <see cref="ExactSum"/>. Each term is cut without error into two words (Rump, Ogita and Oishi 2008,
/// doi 10.1137/050645671), which lanes of whole numbers add up; a term that has bits below both words is added by itself. Exact, so the
/// same bits at every vector width.
/// </summary>
internal static class ExactSums
{
    /// <summary>So many values stay in the first cache, and the words of as many fit into 63 bits.</summary>
    private const int ChunkSize = 2048;

    private const int WordBits = 50;
    private const int MantissaBits = 52;
    private const int Bias = 1023;

    /// <summary>Words of smaller terms would be below what a double can hold.</summary>
    private const int LeastExponent = -900;

    /// <summary>Adds the terms of values. O(n).</summary>
    /// <typeparam name="TTerm">Which terms.</typeparam>
    /// <param name="values">in: finite.</param>
    /// <param name="term">Makes a value a term, of less than 2^900.</param>
    /// <param name="sum">in/out: takes the terms.</param>
    public static void Add<TTerm>(ReadOnlySpan<double> values, TTerm term, ExactSum sum)
        where TTerm : struct, ITerm
    {
        while (values.Length >= Vector256<double>.Count)
        {
            var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values[..Math.Min(values.Length, ChunkSize)]);
            AddChunk(vectors, term, sum);
            values = values[(vectors.Length * Vector256<double>.Count)..];
        }

        foreach (var value in values) sum.Add(term.Of(value));
    }

    /// <summary>Adds the terms of values. O(n).</summary>
    /// <typeparam name="TTerm">Which terms.</typeparam>
    /// <param name="values">in: finite.</param>
    /// <param name="term">Makes a value a term.</param>
    /// <param name="sum">in/out: takes the terms.</param>
    public static void Add<TTerm>(ReadOnlySpan<float> values, TTerm term, ExactSum sum)
        where TTerm : struct, ITerm
    {
        Span<double> widened = stackalloc double[Math.Min(values.Length, ChunkSize)];
        while (!values.IsEmpty)
        {
            var chunk = values[..Math.Min(values.Length, ChunkSize)];
            Widen(chunk, widened);
            Add(widened[..chunk.Length], term, sum);
            values = values[chunk.Length..];
        }
    }

    private static void Widen(ReadOnlySpan<float> values, Span<double> widened)
    {
        ref var source = ref MemoryMarshal.GetReference(values);
        ref var target = ref MemoryMarshal.GetReference(widened);
        var i = 0;
        for (; i <= values.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var (lower, upper) = Vector256.Widen(Vector256.LoadUnsafe(ref source, (nuint)i));
            lower.StoreUnsafe(ref target, (nuint)i);
            upper.StoreUnsafe(ref target, (nuint)(i + Vector256<double>.Count));
        }

        for (; i < values.Length; i++) widened[i] = values[i];
    }

    /// <summary>Adds the squares of values, which are exact as doubles. O(n).</summary>
    /// <param name="values">in: finite.</param>
    /// <param name="largest">At least the size of each value.</param>
    /// <param name="sum">in/out: takes the squares.</param>
    public static void AddSquares(ReadOnlySpan<float> values, float largest, ExactSum sum)
    {
        var exponent = ExponentOf((double)largest * largest);
        var (high, low) = (Cut(exponent - WordBits), Cut(exponent - (2 * WordBits)));
        while (values.Length >= Vector256<float>.Count)
        {
            var vectors = MemoryMarshal.Cast<float, Vector256<float>>(values[..Math.Min(values.Length, ChunkSize)]);
            var count = vectors.Length * Vector256<float>.Count;
            if (AddWords(SquareWords(vectors, high, low), count, exponent, sum))
                foreach (var value in values[..count]) AddRest((double)value * value, high, low, sum);
            values = values[count..];
        }

        foreach (var value in values) sum.Add((double)value * value);
    }

    private static void AddChunk<TTerm>(ReadOnlySpan<Vector256<double>> values, TTerm term, ExactSum sum)
        where TTerm : struct, ITerm
    {
        var exponent = ExponentOf(Largest(values, term));
        var (high, low) = (Cut(exponent - WordBits), Cut(exponent - (2 * WordBits)));
        if (!AddWords(Words(values, term, high, low), values.Length * Vector256<double>.Count, exponent, sum)) return;
        foreach (var value in MemoryMarshal.Cast<Vector256<double>, double>(values)) AddRest(term.Of(value), high, low, sum);
    }

    private static int ExponentOf(double largest) => Math.Max((int)(BitConverter.DoubleToInt64Bits(largest) >> MantissaBits) - Bias + 1, LeastExponent);

    /// <summary>A much smaller number that is added to this one is rounded to a multiple of 2^<paramref name="exponent"/>, and their sum has it in its last bits.</summary>
    private static double Cut(int exponent) => 1.5 * BitConverter.Int64BitsToDouble((long)(exponent + MantissaBits + Bias) << MantissaBits);

    private static double Largest<TTerm>(ReadOnlySpan<Vector256<double>> values, TTerm term)
        where TTerm : struct, ITerm
    {
        var (least, most) = (values[0], values[0]);
        foreach (var value in values)
        {
            least = Vector256.MinNative(least, value);
            most = Vector256.MaxNative(most, value);
        }

        var largest = Vector256.MaxNative(Vector256.Abs(term.Of(least)), Vector256.Abs(term.Of(most)));
        var half = Vector128.MaxNative(largest.GetLower(), largest.GetUpper());
        return Math.Max(half[0], half[1]);
    }

    /// <summary>The sums of the words, each with the bits of its cut. Nothing is called inside, so that all lanes stay in registers.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long High, long Low, bool HasRests) Words<TTerm>(ReadOnlySpan<Vector256<double>> values, TTerm term, double high, double low)
        where TTerm : struct, ITerm
    {
        var (highCut, lowCut, rests) = (Vector256.Create(high), Vector256.Create(low), Vector256<double>.Zero);
        var (highs, lows) = (Vector256<long>.Zero, Vector256<long>.Zero);
        foreach (var value in values)
        {
            var rest = term.Of(value);
            var word = rest + highCut;
            highs += word.AsInt64();
            rest -= word - highCut;
            word = rest + lowCut;
            lows += word.AsInt64();
            rests |= rest - (word - lowCut);
        }

        return (Vector256.Sum(highs), Vector256.Sum(lows), !Vector256.EqualsAll(rests, Vector256<double>.Zero));
    }

    /// <summary>The same of squares.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long High, long Low, bool HasRests) SquareWords(ReadOnlySpan<Vector256<float>> values, double high, double low)
    {
        var (highCut, lowCut, rests) = (Vector256.Create(high), Vector256.Create(low), Vector256<double>.Zero);
        var (highs, lows) = (Vector256<long>.Zero, Vector256<long>.Zero);
        foreach (var value in values)
        {
            var (lower, upper) = Vector256.Widen(value);
            lower *= lower;
            upper *= upper;
            var (lowerWord, upperWord) = (lower + highCut, upper + highCut);
            highs += lowerWord.AsInt64() + upperWord.AsInt64();
            lower -= lowerWord - highCut;
            upper -= upperWord - highCut;
            (lowerWord, upperWord) = (lower + lowCut, upper + lowCut);
            lows += lowerWord.AsInt64() + upperWord.AsInt64();
            rests |= (lower - (lowerWord - lowCut)) | (upper - (upperWord - lowCut));
        }

        return (Vector256.Sum(highs), Vector256.Sum(lows), !Vector256.EqualsAll(rests, Vector256<double>.Zero));
    }

    /// <summary>Adds the words without the bits of their cuts, and tells whether there are rests.</summary>
    private static bool AddWords((long High, long Low, bool HasRests) words, int count, int exponent, ExactSum sum)
    {
        sum.Add(words.High - (count * BitConverter.DoubleToInt64Bits(Cut(exponent - WordBits))), exponent - WordBits);
        sum.Add(words.Low - (count * BitConverter.DoubleToInt64Bits(Cut(exponent - (2 * WordBits)))), exponent - (2 * WordBits));
        return words.HasRests;
    }

    private static void AddRest(double term, double high, double low, ExactSum sum)
    {
        term -= (term + high) - high;
        term -= (term + low) - low;
        if (term != 0) sum.Add(term);
    }
}
