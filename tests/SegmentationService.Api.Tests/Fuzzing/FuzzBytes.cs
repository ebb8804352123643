namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Damages bodies as transfers, editors and attackers do.</summary>
internal static class FuzzBytes
{
    private const int MostNoise = 64;

    private static readonly byte[][] Insertions =
    [
        "\0"u8.ToArray(), "\""u8.ToArray(), "\n"u8.ToArray(), "\r"u8.ToArray(), "\r\n\r\n"u8.ToArray(), ","u8.ToArray(), "\uFEFF"u8.ToArray(), [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xFF, 0xFE],
        "--b0"u8.ToArray(), "{"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(), "\\ud800"u8.ToArray(), "1e400"u8.ToArray(), "-"u8.ToArray(), ":"u8.ToArray(), "null"u8.ToArray(), "NaN"u8.ToArray(),
    ];

    /// <summary>Bytes without any sense.</summary>
    public static byte[] Noise(FuzzRandom random)
    {
        var noise = new byte[random.Next(MostNoise)];
        random.NextBytes(noise);
        return noise;
    }

    /// <summary>A copy that is damaged in up to four places.</summary>
    public static byte[] Damage(FuzzRandom random, byte[] bytes)
    {
        for (var times = random.Next(1, 5); times > 0; times--) bytes = DamageOnce(random, bytes);
        return bytes;
    }

    private static byte[] DamageOnce(FuzzRandom random, byte[] bytes)
    {
        if (bytes.Length == 0) return Noise(random);
        var place = random.Next(bytes.Length);
        var end = Math.Min(bytes.Length, place + random.Next(1, 1 + Math.Max(1, bytes.Length / 4)));
        switch (random.Next(7))
        {
            case 0:
                byte[] flipped = [.. bytes];
                flipped[place] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1:
                return bytes[..place];
            case 2:
                return [.. bytes[..end], .. bytes[place..]]; // a part twice
            case 3:
                return [.. bytes[..place], .. bytes[end..]];
            case 4:
                var elsewhere = random.Next(bytes.Length);
                return [.. bytes[..elsewhere], .. bytes[place..end], .. bytes[elsewhere..]];
            case 5:
                return [.. bytes[..place], .. Noise(random), .. bytes[place..]];
            default:
                return [.. bytes[..place], .. random.Pick(Insertions), .. bytes[place..]];
        }
    }
}
