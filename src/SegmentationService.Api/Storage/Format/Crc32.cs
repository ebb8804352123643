namespace SegmentationService.Api.Storage.Format;

/// <summary>The checksum of gzip, of texts that were summed apart.</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private const uint One = 1u << 31;

    /// <summary>
    /// The checksum of two texts, one after the other: the first one's polynomial times x to the power of the bits that follow,
    /// plus the second one's (as crc32_combine of zlib). O(log length).
    /// </summary>
    /// <param name="first">The checksum of the first text.</param>
    /// <param name="second">The checksum of the second text.</param>
    /// <param name="secondLength">The bytes of the second text.</param>
    public static uint Concatenate(uint first, uint second, long secondLength)
    {
        var shift = One;
        var power = One >> 8;
        for (var rest = secondLength; rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1) shift = Multiply(shift, power);
            power = Multiply(power, power);
        }

        return Multiply(first, shift) ^ second;
    }

    /// <summary>The product of two polynomials over two elements, modulo that of CRC-32; the highest bit is the constant term.</summary>
    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = One; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0) product ^= b;
            b = (b & 1) == 1 ? (b >> 1) ^ Polynomial : b >> 1;
        }

        return product;
    }
}
