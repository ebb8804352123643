using System.Globalization;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>Which sign stands before the decimals of a number.</summary>
public enum DecimalSign
{
    /// <summary>What the values of the column show; a column whose values can be read either way is not read.</summary>
    Auto,

    /// <summary>The point, where a column can be read either way.</summary>
    Point,

    /// <summary>The comma, where a column can be read either way.</summary>
    Comma,
}

/// <summary>How all the numbers of a column are written, where it is not plainly.</summary>
/// <param name="HasDecimalComma">Whether the comma is the decimal sign, and not the point.</param>
/// <param name="Group">What separates groups of digits: comma, point, blank or apostrophe; null where nothing does.</param>
/// <param name="Currency">The currency as it stands there; null where there is none.</param>
/// <param name="IsPercent">Whether every number has a percent sign; <c>12 %</c> is the value 12.</param>
public sealed record NumberNotation(bool HasDecimalComma, char? Group, string? Currency, bool IsPercent)
{
    /// <summary>How a number is written that nothing is said about: <c>1234.5</c>.</summary>
    public static NumberNotation Plain { get; } = new(false, null, null, false);

    /// <summary>Whether only the last group has three digits, and the others two: <c>1,23,456</c>.</summary>
    public bool HasGroupsOfTwo { get; init; }

    /// <summary>How negative numbers are marked. Any other way is read as well.</summary>
    public NegativeForm Negative { get; init; }

    /// <summary>What stands behind the numbers.</summary>
    public UnitKind Units { get; init; }

    /// <summary>The unit that all of them have, as it stands there; null for every other kind.</summary>
    public string? Unit { get; init; }

    /// <summary>
    /// Reads a cell of another table whose column is written in the same way. A plain number is one, too, and where numbers have units one without is of
    /// what they are read as; <c>true</c> and <c>false</c> are 1 and 0 in any column.
    /// </summary>
    /// <param name="cell">UTF-8 text, already trimmed, that is not missing.</param>
    /// <param name="decimalSign">The decimal sign of the other table; <see cref="DecimalSign.Auto"/> where it is the same.</param>
    /// <param name="value">The number; NaN where there is none.</param>
    /// <returns>Whether the cell is such a number, and can be no other one.</returns>
    public bool TryRead(ReadOnlySpan<byte> cell, DecimalSign decimalSign, out double value)
    {
        var isComma = decimalSign == DecimalSign.Auto ? HasDecimalComma : decimalSign == DecimalSign.Comma;
        if (Cell.Read(cell, out value) == CellKind.Number && !(isComma && cell.Contains((byte)'.'))) return true;

        value = double.NaN;
        if (!WrittenNumber.TryRead(cell, out var number)) return false;
        if (!number.Currency.IsEmpty && (Currency is null || !number.Currency.SequenceEqual(Encoding.UTF8.GetBytes(Currency)))) return false;
        if (number.IsPercent && !IsPercent) return false;

        var (own, other, groups) = isComma ? (number.WithComma, number.WithPoint, number.GroupsWithComma) : (number.WithPoint, number.WithComma, number.GroupsWithPoint);
        var isOpen = decimalSign == DecimalSign.Auto && !double.IsNaN(other) && own != other;
        if (double.IsNaN(own) || (isOpen && groups != DigitGroups.None && NotationEvidence.SeparatorOf(groups) != Group)) return false;
        value = number.Unit.IsEmpty ? own : WithUnit(own, Encoding.UTF8.GetString(number.Unit));
        return !double.IsNaN(value);
    }

    /// <summary>The notation in words, such as <c>decimal comma, groups separated by '.'</c>.</summary>
    public override string ToString()
    {
        if (Units == UnitKind.Flag) return "true as 1 and false as 0";
        if (Units == UnitKind.Seconds) return "durations as seconds (1h 20m and 01:20:00 are 4800, 12:05 is 725)";
        var words = HasDecimalComma ? "decimal comma" : "decimal point";
        if (Group is { } group) words += string.Create(CultureInfo.InvariantCulture, $", groups separated by {(group == ' ' ? "blanks" : $"'{group}'")}");
        if (HasGroupsOfTwo) words += " (1,23,456 is 123456)";
        if (Currency is not null) words += $", currency '{Currency}'";
        words += Negative switch
        {
            NegativeForm.Brackets => ", negative ones in brackets",
            NegativeForm.MinusBehind => ", the minus behind negative ones",
            _ => "",
        };
        words += Units switch
        {
            UnitKind.Unit => $", unit '{Unit}' (12 {Unit} is 12)",
            UnitKind.Magnitude => ", magnitudes (1k is 1000, 1M is 1000000)",
            UnitKind.Months => ", years and months as months (2 years are 24)",
            _ => "",
        };
        return IsPercent ? words + ", in percent (12 % is 12)" : words;
    }

    /// <summary>A number with its unit; NaN where the column has no such units.</summary>
    private double WithUnit(double value, string unit)
    {
        if (unit == UnitWords.Flag || (Units == UnitKind.Unit && UnitWords.AreOne(unit, Unit!))) return value;
        return UnitEvidence.Scale(Units, value, unit) ?? double.NaN;
    }
}
