using System.Numerics;
using System.Text;

namespace SegmentationService.Core.Data;

/// <summary>
/// What the values of one column say about how its numbers are written. A notation is what all values allow: each rules out what it
/// cannot be, in whatever order they come, so the result depends on the values alone.
/// </summary>
internal sealed class NotationEvidence
{
    private const DigitGroups Separators = DigitGroups.Commas | DigitGroups.Points | DigitGroups.Blanks | DigitGroups.Apostrophes;

    private readonly DecimalEvidence _decimal = new();
    private bool _allowsComma = true;
    private bool _hasTwoCurrencies;
    private byte[]? _currency;
    private DigitGroups _groupsWithPoint;
    private DigitGroups _groupsWithComma;
    private NegativeForm _negative;
    private int _percents;

    /// <summary>Whether every value can have a decimal point.</summary>
    public bool CanBePoint => _decimal.OnlyComma is null && IsOne(_groupsWithPoint);

    /// <summary>Whether no value rules out the decimal comma alone. Plain numbers mostly do so early: <c>0.5</c>.</summary>
    public bool AllowsComma => _allowsComma && _decimal.AllowsComma;

    /// <summary>Whether all values together can have a decimal comma.</summary>
    public bool CanBeComma => AllowsComma && IsOne(_groupsWithComma);

    /// <summary>Whether a value with a decimal comma is another number, or the only one.</summary>
    public bool Differs => (_decimal.Either ?? _decimal.OnlyComma) is not null;

    /// <summary>The first value that is no plain number.</summary>
    public CellReference? FirstWritten => _decimal.FirstWritten;

    /// <summary>What stands behind the numbers.</summary>
    public UnitEvidence Units { get; } = new();

    /// <summary>Begins the evidence of a part of a column.</summary>
    /// <param name="allowsComma">Whether the column before allows a decimal comma; where it does not, nothing more needs to be found out about it.</param>
    public static NotationEvidence OfPart(bool allowsComma) => new() { _allowsComma = allowsComma };

    /// <summary>Takes a value that <see cref="Cell.Read"/> has found to be a number.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="value">The number.</param>
    /// <param name="line">Its line or item.</param>
    /// <param name="isInvariant">Whether its source knows no other notation, as JSON does for numbers that are no strings.</param>
    /// <returns>The number with a decimal comma; NaN where it cannot be.</returns>
    public double TakePlain(ReadOnlySpan<byte> cell, double value, long line, bool isInvariant)
    {
        if (!_allowsComma) return value;
        var withComma = _decimal.TakePlain(cell, value, line, isInvariant, out var groups);
        _groupsWithComma |= groups;
        return withComma;
    }

    /// <summary>Takes a value that <see cref="Cell.Read"/> has found to be text.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="line">Its line or item.</param>
    /// <param name="number">The number that it is, as people write it.</param>
    /// <param name="unit">The code of its unit in <see cref="Units"/>.</param>
    /// <returns>Whether it is a number.</returns>
    public bool TryTake(ReadOnlySpan<byte> cell, long line, out WrittenNumber number, out byte unit)
    {
        unit = 0;
        if (!WrittenNumber.TryRead(cell, out number)) return false;
        _decimal.Take(cell, number, line);
        _groupsWithPoint |= number.GroupsWithPoint;
        _groupsWithComma |= number.GroupsWithComma;
        if (number.IsPercent) _percents++;
        if (number.Negative is { } negative && negative > _negative) _negative = negative;
        unit = Units.Take(number.Unit, cell, line);
        if (!number.Currency.IsEmpty) AgreeOn(number.Currency);
        return true;
    }

    /// <summary>Adds the evidence of the values that follow.</summary>
    /// <returns>For each code of a unit of theirs the one here.</returns>
    public byte[] Append(NotationEvidence part)
    {
        _decimal.Append(part._decimal);
        _allowsComma &= part._allowsComma;
        _hasTwoCurrencies |= part._hasTwoCurrencies;
        _groupsWithPoint |= part._groupsWithPoint;
        _groupsWithComma |= part._groupsWithComma;
        _percents += part._percents;
        if (part._negative > _negative) _negative = part._negative;
        if (part._currency is { } currency) AgreeOn(currency);
        return Units.Append(part.Units);
    }

    /// <summary>Decides.</summary>
    /// <param name="units">What the units of the numbers mean.</param>
    /// <param name="numbers">How many numbers there are.</param>
    /// <param name="preferred">The decimal sign where both are possible.</param>
    /// <param name="problem">Why the numbers cannot be read, for people; null where they can.</param>
    /// <returns>The notation; null where the numbers are plain, or cannot be read.</returns>
    public NumberNotation? Decide(UnitKind units, int numbers, DecimalSign preferred, out NotationProblem? problem)
    {
        problem = null;
        if (FirstWritten is null && !(preferred == DecimalSign.Comma && CanBeComma && Differs)) return null;
        if (!CanBePoint && !CanBeComma)
        {
            problem = new NotationProblem(_decimal.OnlyPoint ?? FirstWritten!, _decimal is { OnlyPoint: { } point, OnlyComma: { } comma }
                ? $"{Place(point)} can only have a decimal point and {Place(comma)} only a decimal comma; write all values of the column alike"
                : $"its numbers are not all written like {Place(FirstWritten!)}; write all values of the column alike");
        }
        else if (_hasTwoCurrencies) problem = new NotationProblem(FirstWritten!, "it has more than one currency; convert its values to one");
        else if (_percents > 0 && _percents != numbers)
            problem = new NotationProblem(FirstWritten!, $"some of its numbers are in percent, as {Place(FirstWritten!)}, and others are not; write all alike");
        else if (preferred == DecimalSign.Auto && CanBePoint && CanBeComma && Differs)
            problem = new NotationProblem(_decimal.Either!, $"{Place(_decimal.Either!)} can be read with a decimal point or a decimal comma, and no value of the column decides; say decimal=point or decimal=comma");
        if (problem is not null) return null;

        var isComma = !CanBePoint || (preferred == DecimalSign.Comma && CanBeComma && Differs);
        var groups = isComma ? _groupsWithComma : _groupsWithPoint;
        return new NumberNotation(isComma, SeparatorOf(groups), _currency is null ? null : Encoding.UTF8.GetString(_currency), _percents > 0)
        {
            HasGroupsOfTwo = groups.HasFlag(DigitGroups.OfTwo),
            Negative = _negative,
            Units = units,
            Unit = units == UnitKind.Unit ? Units.Unit : null,
        };
    }

    /// <summary>What separates groups; null where nothing does, or not one thing.</summary>
    internal static char? SeparatorOf(DigitGroups groups) => (groups & Separators) switch
    {
        DigitGroups.Commas => ',',
        DigitGroups.Points => '.',
        DigitGroups.Blanks => ' ',
        DigitGroups.Apostrophes => '\'',
        _ => null,
    };

    /// <summary>Whether digits are grouped in one way.</summary>
    private static bool IsOne(DigitGroups groups) =>
        BitOperations.PopCount((uint)(groups & Separators)) <= 1 && (groups & (DigitGroups.OfTwo | DigitGroups.OfThree)) != (DigitGroups.OfTwo | DigitGroups.OfThree);

    private static string Place(CellReference cell) => $"'{cell.Text}'";

    private void AgreeOn(ReadOnlySpan<byte> currency)
    {
        _currency ??= currency.ToArray();
        _hasTwoCurrencies |= !currency.SequenceEqual(_currency);
    }
}

/// <summary>Why the numbers of a column cannot be read.</summary>
/// <param name="Cell">Where it shows.</param>
/// <param name="Reason">What it is and what to change, as the rest of a sentence about the column.</param>
internal sealed record NotationProblem(CellReference Cell, string Reason);
