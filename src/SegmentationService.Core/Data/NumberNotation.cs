using System.Globalization;

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
/// <param name="Group">What separates groups of three digits: comma, point, blank or apostrophe; null where nothing does.</param>
/// <param name="Currency">The currency as it stands there; null where there is none.</param>
/// <param name="IsPercent">Whether every number is followed by a percent sign; <c>12 %</c> is the value 12.</param>
public sealed record NumberNotation(bool HasDecimalComma, char? Group, string? Currency, bool IsPercent)
{
    /// <summary>The notation in words, such as <c>decimal comma, groups separated by '.'</c>.</summary>
    public override string ToString()
    {
        var words = HasDecimalComma ? "decimal comma" : "decimal point";
        if (Group is { } group) words += string.Create(CultureInfo.InvariantCulture, $", groups separated by {(group == ' ' ? "blanks" : $"'{group}'")}");
        if (Currency is not null) words += $", currency '{Currency}'";
        return IsPercent ? words + ", in percent (12 % is 12)" : words;
    }
}
