namespace SegmentationService.Core.Data;

/// <summary>
/// What numbers tell about their decimal sign: those of a column, which <see cref="NotationEvidence"/> decides on, or all those of a log. A log is written by one program, so
/// that one sign holds for all of its columns; currencies and the signs between groups of digits may differ. The result depends on the cells alone, in whatever order they come.
/// </summary>
internal sealed class DecimalEvidence
{
    /// <summary>The first number that can only have a decimal point.</summary>
    public CellReference? OnlyPoint { get; private set; }

    /// <summary>The first number that can only have a decimal comma.</summary>
    public CellReference? OnlyComma { get; private set; }

    /// <summary>The first number that can have either, and is another one then.</summary>
    public CellReference? Either { get; private set; }

    /// <summary>Whether no number rules out the decimal comma. Plain numbers mostly do so early: <c>12.50</c>.</summary>
    public bool AllowsComma => OnlyPoint is null;

    /// <summary>The first number that is not plain.</summary>
    public CellReference? FirstWritten { get; private set; }

    /// <summary>Takes a number that <see cref="Cell.Read"/> has read.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="value">The number.</param>
    /// <param name="line">Its line or item.</param>
    /// <param name="isInvariant">Whether its source knows no decimal comma.</param>
    /// <param name="groups">What separates its groups of digits, with a decimal comma.</param>
    /// <returns>The number with a decimal comma; NaN where it cannot be.</returns>
    public double TakePlain(ReadOnlySpan<byte> cell, double value, long line, bool isInvariant, out DigitGroups groups)
    {
        groups = default;
        if (!AllowsComma || !cell.Contains((byte)'.')) return value;
        var withComma = double.NaN;
        if (!isInvariant && WrittenNumber.TryRead(cell, out var number)) (withComma, groups) = (number.WithComma, number.GroupsWithComma);
        Weigh(cell, value, withComma, line);
        return withComma;
    }

    /// <summary>Takes a number that <see cref="WrittenNumber"/> has read.</summary>
    /// <param name="cell">UTF-8 text, trimmed.</param>
    /// <param name="number">The number.</param>
    /// <param name="line">Its line or item.</param>
    public void Take(ReadOnlySpan<byte> cell, in WrittenNumber number, long line)
    {
        FirstWritten ??= CellReference.Of(cell, line);
        Weigh(cell, number.WithPoint, number.WithComma, line);
    }

    /// <summary>Adds the evidence of the numbers that follow.</summary>
    public void Append(DecimalEvidence part)
    {
        OnlyPoint ??= part.OnlyPoint;
        OnlyComma ??= part.OnlyComma;
        Either ??= part.Either;
        FirstWritten ??= part.FirstWritten;
    }

    /// <summary>Decides.</summary>
    /// <param name="preferred">The sign where both are possible.</param>
    /// <param name="unit">What the places of the cells are called.</param>
    /// <param name="problem">Why the numbers cannot be read, as the rest of a sentence; null where they can.</param>
    /// <param name="witness">The number that shows it.</param>
    /// <returns>The sign; null where all numbers are plain, or there is a problem.</returns>
    public DecimalSign? Decide(DecimalSign preferred, RowUnit unit, out string? problem, out CellReference? witness)
    {
        problem = null;
        witness = OnlyComma ?? FirstWritten ?? Either;
        if (OnlyPoint is { } point && OnlyComma is { } comma)
        {
            problem = $"'{point.Text}' in {unit.Place(point.Line)} can only have a decimal point, and '{comma.Text}' in {unit.Place(comma.Line)} only a decimal comma; write all alike";
            return null;
        }

        if (OnlyComma is not null) return DecimalSign.Comma;
        if (OnlyPoint is not null || Either is null) return FirstWritten is null ? null : DecimalSign.Point;
        if (preferred != DecimalSign.Auto) return preferred == DecimalSign.Point && FirstWritten is null ? null : preferred;
        if (FirstWritten is null) return null;
        problem = $"'{Either.Text}' in {unit.Place(Either.Line)} can be read with a decimal point or a decimal comma, and no number decides; say decimal=point or decimal=comma";
        witness = Either;
        return null;
    }

    private void Weigh(ReadOnlySpan<byte> cell, double withPoint, double withComma, long line)
    {
        if (double.IsNaN(withPoint)) OnlyComma ??= CellReference.Of(cell, line);
        else if (double.IsNaN(withComma)) OnlyPoint ??= CellReference.Of(cell, line);
        else if (withPoint != withComma) Either ??= CellReference.Of(cell, line);
    }
}
