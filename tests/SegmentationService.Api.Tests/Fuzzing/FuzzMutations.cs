using System.Text;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Makes bytes of other bytes, as those who want to break a parser do.</summary>
internal sealed class FuzzMutations(int seed)
{
    private const int Longest = 1 << 16;

    /// <summary>What means something to one of the parsers.</summary>
    private static readonly byte[][] Words =
    [
        .. ((string[])[
            ",", ";", "\t", "|", "\n", "\r\n", "\"", "\"\"", "'", "=", "0", "-1", "1e60", "1e400", "NaN", "Infinity", "1,234.5", "1.234,5", "50 %", "$1", "(3)", "null", "true", "#DIV/0!", "2024-02-29", "31/12/2023", "12/31/99 23:59",
            "1700000000", "{", "}", "[", "]", ":", "{\"a\":", "\\ud800", "\\u0000", "id", "customer_id", "\uFEFF", "\uFFFD", "\0", "--b0\r\n", "--b0--", "Content-Disposition: form-data; name=\"f\"; filename=\"x.csv\"\r\n\r\n", "PK\u0003\u0004", "PK\u0001\u0002",
            "PK\u0005\u0006", "<row>", "<c r=\"A1\" t=\"s\"><v>0</v></c>", "]]>", "&amp;", "xl/workbook.xml", "formatVersion", "\"checksum\""]).Select(Encoding.UTF8.GetBytes),
        [0x1F, 0x8B, 8], [0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0x00, 0x00, 0x00, 0x80], [0xEF, 0xBC, 0x9D], [0xC3], [0xED, 0xA0, 0x80],
    ];

    private readonly Random _random = new(seed);

    /// <summary>Bytes like others.</summary>
    /// <param name="bytes">Those to begin with.</param>
    /// <param name="other">Some to take pieces of.</param>
    public byte[] Mutate(byte[] bytes, byte[] other)
    {
        var mutated = bytes.ToList();
        for (var change = 1 << _random.Next(5); change > 0; change--)
        {
            var at = _random.Next(mutated.Count + 1);
            switch (_random.Next(8))
            {
                case 0 when at < mutated.Count:
                    mutated[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < mutated.Count:
                    mutated[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    mutated.InsertRange(at, Words[_random.Next(Words.Length)]);
                    break;
                case 3:
                    mutated.RemoveRange(at, _random.Next(Math.Min(mutated.Count - at, 1 << _random.Next(10)) + 1));
                    break;
                case 4:
                    mutated.InsertRange(at, Piece([.. mutated]));
                    break;
                case 5:
                    mutated.InsertRange(at, Piece(other));
                    break;
                case 6 when at < mutated.Count:
                    var word = Words[_random.Next(Words.Length)];
                    for (var i = 0; i < word.Length && at + i < mutated.Count; i++) mutated[at + i] = word[i];
                    break;
                case 7:
                    mutated.InsertRange(at, Enumerable.Repeat((byte)_random.Next(256), 1 << _random.Next(12)));
                    break;
            }
        }

        return [.. mutated.Take(Longest)];
    }

    private byte[] Piece(byte[] bytes)
    {
        var start = _random.Next(bytes.Length + 1);
        return bytes[start..(start + _random.Next(Math.Min(bytes.Length - start, 1 << _random.Next(11)) + 1))];
    }
}
