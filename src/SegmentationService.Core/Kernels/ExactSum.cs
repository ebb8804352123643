namespace SegmentationService.Core.Kernels;

/// <summary>
/// A sum of doubles without any rounding: a fixed-point number that has a place for every bit of every finite double, as the small
/// superaccumulator of Neal (2015, arXiv:1505.05571). Terms may come in any order and in any number of parts that are added up later;
/// only <see cref="Value"/> rounds, once.
/// </summary>
/// <remarks>536 bytes. Up to 2^30 terms between two calls of <see cref="Add(ExactSum)"/> or <see cref="Value"/>.</remarks>
internal sealed class ExactSum
{
    /// <summary>The exponent of the last place, that of the smallest double above 0.</summary>
    private const int LastPlace = -1074;

    private const int DigitBits = 32;
    private const int MantissaBits = 52;
    private const int DigitsOfTop = 4;

    /// <summary>The least digit first. A digit may be negative or beyond its 32 bits until <see cref="Carry"/>.</summary>
    private readonly long[] _digits = new long[((1023 - LastPlace) / DigitBits) + 2];

    /// <summary>The sum, rounded to the nearest double, of two equally near to the even one; 0 without terms.</summary>
    public double Value
    {
        get
        {
            Carry();
            var isNegative = _digits[^1] < 0;
            if (isNegative) Negate();
            var value = Magnitude();
            if (isNegative) Negate();
            return isNegative ? -value : value;
        }
    }

    /// <summary>The digits of the sum as they are at the moment, the least first; what <see cref="Add(ReadOnlySpan{long})"/> of another sum takes.</summary>
    public ReadOnlySpan<long> Digits
    {
        get
        {
            Carry();
            return _digits;
        }
    }

    /// <summary>Adds a term.</summary>
    /// <param name="term">Finite.</param>
    public void Add(double term)
    {
        var bits = BitConverter.DoubleToInt64Bits(term);
        var mantissa = bits & ((1L << MantissaBits) - 1);
        var exponent = (int)(bits >> MantissaBits) & 0x7FF;
        if (exponent == 0) exponent = 1;
        else mantissa |= 1L << MantissaBits;
        AddAt(bits < 0 ? -mantissa : mantissa, exponent - 1);
    }

    /// <summary>Adds <paramref name="whole"/> x 2^<paramref name="exponent"/>.</summary>
    /// <param name="whole">Any but <see cref="long.MinValue"/>.</param>
    /// <param name="exponent">-1074 to 960.</param>
    public void Add(long whole, int exponent) => AddAt(whole, exponent - LastPlace);

    /// <summary>Adds the terms of another sum. O(1).</summary>
    public void Add(ExactSum other) => Add(other._digits);

    /// <summary>Adds the terms of a sum by its <see cref="Digits"/>. O(1).</summary>
    /// <param name="digits">in: as many as a sum has.</param>
    public void Add(ReadOnlySpan<long> digits)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digits.Length, _digits.Length);
        for (var i = 0; i < _digits.Length; i++) _digits[i] += digits[i];
        Carry();
    }

    private void AddAt(long whole, int place)
    {
        var (digit, shift, sign) = (place / DigitBits, place % DigitBits, whole >> 63);
        var magnitude = (ulong)((whole ^ sign) - sign);
        var (low, high) = (magnitude << shift, magnitude >> 1 >> (63 - shift));
        _digits[digit] += ((long)(uint)low ^ sign) - sign;
        _digits[digit + 1] += ((long)(low >> DigitBits) ^ sign) - sign;
        _digits[digit + 2] += ((long)high ^ sign) - sign;
    }

    /// <summary>The value of digits that are not negative.</summary>
    private double Magnitude()
    {
        var first = _digits.AsSpan().LastIndexOfAnyExcept(0);
        if (first < 0) return 0;
        var top = UInt128.Zero;
        for (var i = first; i > first - DigitsOfTop; i--) top = (top << DigitBits) | (i < 0 ? 0 : (ulong)_digits[i]);

        // 62 bits are more than a double holds; those after them only tell on which side of the middle between two doubles the sum lies.
        var shift = 128 - 62 - (int)UInt128.LeadingZeroCount(top);
        var leading = (long)(top >> shift);
        if ((UInt128)leading << shift != top || _digits.AsSpan(0, Math.Max(0, first - DigitsOfTop + 1)).ContainsAnyExcept(0)) leading |= 1;
        return Math.ScaleB((double)leading, shift + LastPlace + ((first - DigitsOfTop + 1) * DigitBits));
    }

    /// <summary>Leaves 32 bits in every digit but the first, which has the sign.</summary>
    private void Carry()
    {
        for (var i = 0; i < _digits.Length - 1; i++)
        {
            _digits[i + 1] += _digits[i] >> DigitBits;
            _digits[i] &= uint.MaxValue;
        }
    }

    private void Negate()
    {
        for (var i = 0; i < _digits.Length; i++) _digits[i] = -_digits[i];
        Carry();
    }
}
