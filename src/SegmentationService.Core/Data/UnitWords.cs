using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>What stands behind numbers, as people write it. Nothing here decides what a column means: <see cref="UnitEvidence"/> does.</summary>
internal static class UnitWords
{
    /// <summary>What a flag has in place of a unit; no unit has a comma in it.</summary>
    public const string Flag = "true, false";

    private const int LongestUnit = 24;
    private const int MostWords = 3;
    private const int ShortestStem = 2;
    private const int ShortestStemOfLongEnding = 3;

    /// <summary>Single letters that are a unit although no blank stands before them; <c>12A</c> is a code.</summary>
    private const string UnitLetters = "kKMmbBsShHdDwWyYgltx";

    /// <summary>What makes another form of the same unit of it: months, Monate, Wochen, meses, месяцев.</summary>
    private static readonly string[] Endings = ["s", "e", "n", "en", "es", "er", "а", "я", "и", "ы", "ев", "ов"];

    /// <summary>The half of the day that a time belongs to, which is no duration: <c>12 pm</c>.</summary>
    private static readonly string[] HalvesOfDays = ["am", "pm", "a.m.", "p.m.", "a.m", "p.m"];

    private static readonly Dictionary<string, int> Magnitudes = Table(
        (3, "k thousand tsd tys"), (5, "lakh lakhs lac"), (6, "mn mln mio million millions"), (7, "crore crores"), (9, "bn mrd mld billion billions"), (12, "tn trillion trillions"));

    private static readonly Dictionary<string, int> SecondsOf = Table(
        (1, "s sec secs second seconds sek sekunde sekunden seconde secondes segundo segundos secondo secondi"),
        (60, "min mins minute minutes minuten minuto minutos minuti"),
        (3600, "h hr hrs hour hours std stunde stunden heure heures hora horas ora ore uur"),
        (86_400, "d day days tag tage tagen jour jours dia dias día días giorno giorni dag dagen"),
        (604_800, "w wk wks week weeks woche wochen semaine semaines semana semanas settimana settimane"));

    private static readonly Dictionary<string, int> MonthsOf = Table(
        (1, "mo mos mth mths mon month months monat monate monaten mois mes meses mês mese mesi maand maanden"),
        (12, "y yr yrs year years jahr jahre jahren an ans année années año años ano anos anno anni jaar"));

    /// <summary>Whether a text can be a unit.</summary>
    /// <param name="text">UTF-8, trimmed, not empty.</param>
    /// <param name="isApart">Whether a blank stands before it.</param>
    public static bool IsUnit(ReadOnlySpan<byte> text, bool isApart)
    {
        if (text.Length > LongestUnit) return false;
        if (text.Length == 1 && !isApart) return UnitLetters.Contains((char)text[0], StringComparison.Ordinal);
        var (letters, words) = (0, 1);
        for (var rest = text; !rest.IsEmpty;)
        {
            if (Rune.DecodeFromUtf8(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done) return false;
            if (Rune.IsLetter(rune) || rune.Value == '°') letters++;
            else if (rune.Value == ' ') words++;
            else if (rune.Value is not ('.' or '/' or '²' or '³')) return false;
            rest = rest[length..];
        }

        return letters > 0 && words <= MostWords && text[0] != '.';
    }

    /// <summary>Whether what stands behind a number makes a part of a date or a time of it: <c>3 pm</c>, <c>9 Dec</c>.</summary>
    public static bool IsTime(string unit) => HalvesOfDays.Contains(unit, StringComparer.OrdinalIgnoreCase) || DateWords.MonthOf(unit.ToLowerInvariant()) > 0;

    /// <summary>The power of ten that a magnitude stands for.</summary>
    /// <param name="unit">As it stands there.</param>
    /// <param name="isSure">Whether it means nothing else: <c>m</c> may be metres, minutes or months, and <c>b</c> may be bytes.</param>
    public static int? ExponentOf(string unit, out bool isSure)
    {
        isSure = unit is not ("m" or "b" or "B");
        return unit switch
        {
            "m" or "M" or "MM" => 6,
            "b" or "B" => 9,
            _ => Magnitudes.TryGetValue(unit.TrimEnd('.'), out var exponent) ? exponent : null,
        };
    }

    /// <summary>How many seconds a unit of time has; <c>m</c> is a minute among such units.</summary>
    public static int? Seconds(string unit) => Is(unit, "m") ? 60 : SecondsOf.TryGetValue(unit.TrimEnd('.'), out var seconds) ? seconds : null;

    /// <summary>How many months a unit of time has; <c>m</c> is a month among such units.</summary>
    public static int? Months(string unit) => Is(unit, "m") ? 1 : MonthsOf.TryGetValue(unit.TrimEnd('.'), out var months) ? months : null;

    /// <summary>Whether two units are one, written in two ways: month and months, KG and kg, mos and months.</summary>
    public static bool AreOne(string one, string other)
    {
        one = one.TrimEnd('.');
        other = other.TrimEnd('.');
        if (Is(one, other)) return true;
        if (Seconds(one) is { } seconds && Seconds(other) is { } otherSeconds) return seconds == otherSeconds;
        if (Months(one) is { } months && Months(other) is { } otherMonths) return months == otherMonths;
        var (stem, longer) = one.Length < other.Length ? (one, other) : (other, one);
        if (stem.Length < ShortestStem || !longer.StartsWith(stem, StringComparison.OrdinalIgnoreCase)) return false;
        var ending = longer[stem.Length..];
        return Is(ending, "s") || (stem.Length >= ShortestStemOfLongEnding && Endings.Contains(ending, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>A number times a power of ten: the double nearest to the decimal number, as if it had been written out.</summary>
    public static double Scale(double value, int exponent)
    {
        Span<byte> text = stackalloc byte[Cell.LongestWritten + 4];
        var length = Cell.Write(value, text).Length;
        if (text[..length].Contains((byte)'E')) return value * Math.Pow(10, exponent);
        text[length++] = (byte)'e';
        exponent.TryFormat(text[length..], out var digits, provider: CultureInfo.InvariantCulture);
        return double.Parse(text[..(length + digits)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static bool Is(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static Dictionary<string, int> Table(params (int Value, string Words)[] rows) => rows
        .SelectMany(row => row.Words.Split(' '), (row, word) => (word, row.Value))
        .ToDictionary(row => row.word, row => row.Value, StringComparer.OrdinalIgnoreCase);
}
