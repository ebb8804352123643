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

    /// <summary>More than rounding takes from a square and its root.</summary>
    private const double RoundedUp = 1 + 1e-12;

    /// <summary>The next terms may be so many powers of two larger before their words are made a second time.</summary>
    private const int Headroom = 4;

    /// <summary>Adds the terms of values. O(n).</summary>
    /// <typeparam name="TTerm">Which terms.</typeparam>
    /// <param name="values">in: finite.</param>
    /// <param name="term">Makes a value a term, of less than 2^900.</param>
    /// <param name="sum">in/out: takes the terms.</param>
    public static void Add<TTerm>(ReadOnlySpan<double> values, TTerm term, ExactSum sum)
        where TTerm : struct, ITerm
    {
        var exponent = LeastExponent;
        Add(values, term, sum, ref exponent);
    }

    /// <summary>Adds the terms of values. O(n).</summary>
    /// <typeparam name="TTerm">Which terms.</typeparam>
    /// <param name="values">in: finite.</param>
    /// <param name="term">Makes a value a term.</param>
    /// <param name="sum">in/out: takes the terms.</param>
    public static void Add<TTerm>(ReadOnlySpan<float> values, TTerm term, ExactSum sum)
        where TTerm : struct, ITerm
    {
        var exponent = LeastExponent;
        Span<double> widened = stackalloc double[Math.Min(values.Length, ChunkSize)];
        while (!values.IsEmpty)
        {
            var chunk = values[..Math.Min(values.Length, ChunkSize)];
            Widen(chunk, widened);
            Add(widened[..chunk.Length], term, sum, ref exponent);
            values = values[chunk.Length..];
        }
    }

    /// <summary>Adds the squares and the cubes of (x - origin), in one read of the values; a square is rounded, and its product with (x - origin) again. O(n).</summary>
    /// <param name="values">in: finite.</param>
    /// <param name="origin">What is taken from each value; no square or cube is 2^900 or more.</param>
    /// <param name="squares">in/out: takes the squares.</param>
    /// <param name="cubes">in/out: takes the cubes.</param>
    public static void AddSquaresAndCubes(ReadOnlySpan<double> values, double origin, ExactSum squares, ExactSum cubes)
    {
        var (square, cube) = (LeastExponent, LeastExponent);
        while (values.Length >= Vector256<double>.Count)
        {
            var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values[..Math.Min(values.Length, ChunkSize)]);
            var words = PowerWords(vectors, origin, square, cube);
            var own = ExponentOf(words.Largest);
            var ownCube = ExponentOf(words.Largest * Math.Sqrt(words.Largest) * RoundedUp);
            if (own > square || ownCube > cube) words = PowerWords(vectors, origin, square = own, cube = ownCube);
            var count = vectors.Length * Vector256<double>.Count;
            AddWord(words.SquareHigh, count, square - WordBits, squares);
            AddWord(words.SquareLow, count, square - (2 * WordBits), squares);
            AddWord(words.CubeHigh, count, cube - WordBits, cubes);
            AddWord(words.CubeMiddle, count, cube - (2 * WordBits), cubes);
            AddWord(words.CubeLow, count, cube - (3 * WordBits), cubes);
            if (words.HasRests) AddPowerRests(values[..count], origin, square, cube, squares, cubes);
            (square, cube) = (own + Headroom, ownCube + Headroom);
            values = values[count..];
        }

        foreach (var value in values)
        {
            var difference = value - origin;
            squares.Add(difference * difference);
            cubes.Add(difference * difference * difference);
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
            var words = SquareWords(vectors, high, low);
            AddWord(words.High, count, exponent - WordBits, sum);
            AddWord(words.Low, count, exponent - (2 * WordBits), sum);
            if (words.HasRests)
                foreach (var value in values[..count]) AddRest((double)value * value, high, low, sum);
            values = values[count..];
        }

        foreach (var value in values) sum.Add((double)value * value);
    }

    private static void Add<TTerm>(ReadOnlySpan<double> values, TTerm term, ExactSum sum, ref int exponent)
        where TTerm : struct, ITerm
    {
        while (values.Length >= Vector256<double>.Count)
        {
            var vectors = MemoryMarshal.Cast<double, Vector256<double>>(values[..Math.Min(values.Length, ChunkSize)]);
            var words = Words(vectors, term, exponent);
            var own = ExponentOf(words.Largest);
            if (own > exponent) words = Words(vectors, term, exponent = own);
            var count = vectors.Length * Vector256<double>.Count;
            AddWord(words.High, count, exponent - WordBits, sum);
            AddWord(words.Low, count, exponent - (2 * WordBits), sum);
            if (words.HasRests)
                foreach (var value in values[..count]) AddRest(term.Of(value), Cut(exponent - WordBits), Cut(exponent - (2 * WordBits)), sum);
            exponent = own + Headroom;
            values = values[count..];
        }

        foreach (var value in values) sum.Add(term.Of(value));
    }

    private static int ExponentOf(double largest) => Math.Max((int)(BitConverter.DoubleToInt64Bits(largest) >> MantissaBits) - Bias + 1, LeastExponent);

    /// <summary>A much smaller number that is added to this one is rounded to a multiple of 2^<paramref name="exponent"/>, and their sum has it in its last bits.</summary>
    private static double Cut(int exponent) => 1.5 * BitConverter.Int64BitsToDouble((long)(exponent + MantissaBits + Bias) << MantissaBits);

    /// <summary>
    /// The sums of the words, each with the bits of its cut, and the largest size of a term: where it is 2^exponent or more, the rest says nothing. Nothing is called inside, so
    /// that all lanes stay in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long High, long Low, bool HasRests, double Largest) Words<TTerm>(ReadOnlySpan<Vector256<double>> values, TTerm term, int exponent)
        where TTerm : struct, ITerm
    {
        var (highCut, lowCut) = (Vector256.Create(Cut(exponent - WordBits)), Vector256.Create(Cut(exponent - (2 * WordBits))));
        var (highs, lows) = (Vector256<long>.Zero, Vector256<long>.Zero);
        var (rests, largest) = (Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var value in values)
        {
            var rest = term.Of(value);
            largest = Vector256.MaxNative(largest, Vector256.Abs(rest));
            var word = rest + highCut;
            highs += word.AsInt64();
            rest -= word - highCut;
            word = rest + lowCut;
            lows += word.AsInt64();
            rests |= rest - (word - lowCut);
        }

        return (Vector256.Sum(highs), Vector256.Sum(lows), !Vector256.EqualsAll(rests, Vector256<double>.Zero), Largest(largest));
    }

    /// <summary>The same of squares and cubes, whose sizes differ more: they have three words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (long SquareHigh, long SquareLow, long CubeHigh, long CubeMiddle, long CubeLow, bool HasRests, double Largest) PowerWords(
        ReadOnlySpan<Vector256<double>> values, double origin, int squareExponent, int cubeExponent)
    {
        var origins = Vector256.Create(origin);
        var (squareHighCut, squareLowCut) = (Vector256.Create(Cut(squareExponent - WordBits)), Vector256.Create(Cut(squareExponent - (2 * WordBits))));
        var (cubeHighCut, cubeMiddleCut) = (Vector256.Create(Cut(cubeExponent - WordBits)), Vector256.Create(Cut(cubeExponent - (2 * WordBits))));
        var cubeLowCut = Vector256.Create(Cut(cubeExponent - (3 * WordBits)));
        var (squareHighs, squareLows) = (Vector256<long>.Zero, Vector256<long>.Zero);
        var (cubeHighs, cubeMiddles, cubeLows) = (Vector256<long>.Zero, Vector256<long>.Zero, Vector256<long>.Zero);
        var (rests, largest) = (Vector256<double>.Zero, Vector256<double>.Zero);
        foreach (var value in values)
        {
            var difference = value - origins;
            var square = difference * difference;
            var cube = square * difference;
            largest = Vector256.MaxNative(largest, square);

            var word = square + squareHighCut;
            squareHighs += word.AsInt64();
            square -= word - squareHighCut;
            word = square + squareLowCut;
            squareLows += word.AsInt64();
            rests |= square - (word - squareLowCut);

            word = cube + cubeHighCut;
            cubeHighs += word.AsInt64();
            cube -= word - cubeHighCut;
            word = cube + cubeMiddleCut;
            cubeMiddles += word.AsInt64();
            cube -= word - cubeMiddleCut;
            word = cube + cubeLowCut;
            cubeLows += word.AsInt64();
            rests |= cube - (word - cubeLowCut);
        }

        var hasRests = !Vector256.EqualsAll(rests, Vector256<double>.Zero);
        return (Vector256.Sum(squareHighs), Vector256.Sum(squareLows), Vector256.Sum(cubeHighs), Vector256.Sum(cubeMiddles), Vector256.Sum(cubeLows), hasRests, Largest(largest));
    }

    private static double Largest(Vector256<double> values)
    {
        var half = Vector128.MaxNative(values.GetLower(), values.GetUpper());
        return Math.Max(half[0], half[1]);
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

            // A square is exact, so that it need not be made before its words are: one step less for each.
            var (lowerWord, upperWord) = (Vector256.FusedMultiplyAdd(lower, lower, highCut), Vector256.FusedMultiplyAdd(upper, upper, highCut));
            highs += lowerWord.AsInt64() + upperWord.AsInt64();
            lower = Vector256.FusedMultiplyAdd(lower, lower, highCut - lowerWord);
            upper = Vector256.FusedMultiplyAdd(upper, upper, highCut - upperWord);
            (lowerWord, upperWord) = (lower + lowCut, upper + lowCut);
            lows += lowerWord.AsInt64() + upperWord.AsInt64();
            rests |= (lower - (lowerWord - lowCut)) | (upper - (upperWord - lowCut));
        }

        return (Vector256.Sum(highs), Vector256.Sum(lows), !Vector256.EqualsAll(rests, Vector256<double>.Zero));
    }

    /// <summary>Adds the sum of <paramref name="count"/> words without the bits of their cuts.</summary>
    private static void AddWord(long words, int count, int exponent, ExactSum sum) => sum.Add(words - (count * BitConverter.DoubleToInt64Bits(Cut(exponent))), exponent);

    private static void AddPowerRests(ReadOnlySpan<double> values, double origin, int squareExponent, int cubeExponent, ExactSum squares, ExactSum cubes)
    {
        var (squareHigh, squareLow) = (Cut(squareExponent - WordBits), Cut(squareExponent - (2 * WordBits)));
        var (cubeHigh, cubeMiddle, cubeLow) = (Cut(cubeExponent - WordBits), Cut(cubeExponent - (2 * WordBits)), Cut(cubeExponent - (3 * WordBits)));
        foreach (var value in values)
        {
            var difference = value - origin;
            AddRest(difference * difference, squareHigh, squareLow, squares);
            var cube = difference * difference * difference;
            AddRest(cube - (cube + cubeHigh - cubeHigh), cubeMiddle, cubeLow, cubes);
        }
    }

    private static void AddRest(double term, double high, double low, ExactSum sum)
    {
        term -= (term + high) - high;
        term -= (term + low) - low;
        if (term != 0) sum.Add(term);
    }
}
