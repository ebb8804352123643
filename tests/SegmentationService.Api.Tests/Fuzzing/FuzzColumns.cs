using System.Globalization;

namespace SegmentationService.Api.Tests.Fuzzing;

/// <summary>Columns of every kind that exports have, and of some that they should not have. A new kind is one more line in <see cref="Kinds"/>.</summary>
internal static class FuzzColumns
{
    private static readonly string[] MissingWords = ["", "", "", "NA", "n/a", "null", "?", "-", "NaN", " "];

    private static readonly string[] Extremes =
    [
        "1e60", "-1e60", "1e59", "9.99e59", "1e-60", "-1e-60", "1e-300", "5e-324", "-5e-324", "2.2250738585072014e-308", "1e38", "3.5e38", "-3.5e38", "1e19",
        "0", "-0", "1", "-1", "0.1", "1e15", "9007199254740993", "99999999999999999999", "123456789012345678901234567890123456789012345678901234567890",
    ];

    private static readonly string[] Infinities = ["inf", "-Infinity", "∞", "1e61", "-1e400", "1e999999999"];

    private static readonly string[] Texts =
    [
        "x", "yes", "no", "Zürich", "a,b", "a;b", "say \"hi\"", "two\nlines", "cr\r\nlf", "\t", "'", "=1+1", "@cmd", "-x", "😀", "\u202E", "é", "<b>", "{\"a\":1}", "\\", "\u0000",
        "1.2.3", "1,2,3", "0x10", "1e", "e5", "--1", "１２", "true", "2024-01-31", "null null", "\uFEFF", "\u00A0",
    ];

    private static readonly Func<FuzzRandom, Func<int, string>>[] Kinds =
    [
        _ => row => Text(row + 1),
        random => Offset(random.Next(1_000_000)),
        random => Ids(random.Pick("c", "C-", "000", "é", "=")),
        random => _ => Text(random.Next(-20, 21)),
        random => _ => Text(random.Next(0, 4)),
        random => _ => Text(random.Next(2)),
        random => _ => (random.NextDouble() * 1_000).ToString("0.00", CultureInfo.InvariantCulture),
        random => _ => Text(random.NextDouble() - 0.5),
        random => Scaled(random, random.Next(-60, 59)),
        random => _ => Text((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-60, 59))),
        random => _ => Text(Math.Exp(12 * random.NextDouble() * random.NextDouble())),
        random => _ => Text(random.OneIn(12) ? 666_666 : random.Next(50_000, 53_000)),
        random => _ => random.Pick(Extremes),
        random => NearlyEqual(random, random.Pick(1, 1e9, -1e15, 1e60, 1e-300)),
        random => Constant(random.Pick("0", "7", "-1e60", "1e-320", "x", "")),
        random => _ => Text(random.OneIn(3) ? random.Next(10) : 0),
        random => Groups(random),
        random => _ => random.Pick(Texts),
        random => FewTexts(random.Pick("DE", "a", "0"), random.Pick("CH", "b", "1", "")),
        random => Notation(random),
        random => _ => random.OneIn(8) ? random.Pick(Infinities) : Text(random.Next(9)),
        random => _ => random.OneIn(8) ? random.Pick(Texts) : Text(random.Next(9)),
        random => _ => random.Pick(random.Pick(Extremes), random.Pick(Texts), random.Pick(MissingWords), Text(random.Next(100))),
    ];

    /// <summary>The cells of a column.</summary>
    public static string[] Make(FuzzRandom random, int height)
    {
        var cellOf = random.Pick(Kinds)(random);
        var gaps = random.OneIn(3) ? random.Pick(2, 5, 20) : int.MaxValue;
        var cells = new string[height];
        for (var row = 0; row < height; row++) cells[row] = gaps < int.MaxValue && random.OneIn(gaps) ? random.Pick(MissingWords) : cellOf(row);
        return cells;
    }

    /// <summary>A cell of any kind.</summary>
    public static string Cell(FuzzRandom random) => Make(random, 1)[0];

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Func<int, string> Offset(int start) => row => Text(start + row);

    private static Func<int, string> Ids(string prefix) => row => prefix + Text(row);

    private static Func<int, string> Constant(string text) => _ => text;

    private static Func<int, string> FewTexts(string one, string other) => row => row % 3 == 0 ? one : other;

    private static Func<int, string> Scaled(FuzzRandom random, int exponent) => _ => string.Create(CultureInfo.InvariantCulture, $"{random.Next(-99, 100)}{random.Pick("e", "E")}{exponent:+00;-00}");

    /// <summary>Values that differ in the last bits of a double, which single precision does not see.</summary>
    private static Func<int, string> NearlyEqual(FuzzRandom random, double value) => _ =>
    {
        var near = value;
        for (var steps = random.Next(3); steps > 0; steps--) near = Math.BitDecrement(near);
        return Text(near);
    };

    private static Func<int, string> Groups(FuzzRandom random)
    {
        var (gap, spread) = (random.Pick(10, 1_000, 1e12), random.Pick(0, 1, 1e-9));
        return row => Text((row % 3 * gap) + (spread * random.NextDouble()));
    }

    /// <summary>Numbers as people write them, one way for the whole column.</summary>
    private static Func<int, string> Notation(FuzzRandom random)
    {
        var format = random.Pick("$1,234.50", "€", "1.234,56", "%", "'", " ", "+", ".5", "5.", "0000", "E-000", "1,234");
        return _ =>
        {
            var value = random.Next(1, 9_000_000) / 100.0;
            return format switch
            {
                "$1,234.50" => value.ToString("$#,##0.00", CultureInfo.InvariantCulture),
                "€" => value.ToString("#,##0.00", CultureInfo.InvariantCulture).Replace(',', '_').Replace('.', ',').Replace('_', '.') + " €",
                "1.234,56" => value.ToString("0.00", CultureInfo.InvariantCulture).Replace('.', ','),
                "%" => Text(random.Next(100)) + " %",
                "'" => value.ToString("#,##0.00", CultureInfo.InvariantCulture).Replace(',', '\''),
                " " => value.ToString("#,##0", CultureInfo.InvariantCulture).Replace(',', ' '),
                "+" => "+" + Text(value),
                ".5" => "." + Text(random.Next(1, 100)),
                "5." => Text(random.Next(1, 100)) + ".",
                "0000" => random.Next(100).ToString("0000", CultureInfo.InvariantCulture),
                "E-000" => value.ToString("0.000E-000", CultureInfo.InvariantCulture),
                _ => value.ToString("#,##0", CultureInfo.InvariantCulture),
            };
        };
    }
}
