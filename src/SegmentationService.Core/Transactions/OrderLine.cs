namespace SegmentationService.Core.Transactions;

/// <summary>The cells of one line of a log that play a part: UTF-8, empty where there is no such column. Blanks around them are no part of them.</summary>
public readonly ref struct OrderLine
{
    /// <summary>Who bought.</summary>
    public ReadOnlySpan<byte> Customer { get; init; }

    /// <summary>What belongs together as one purchase.</summary>
    public ReadOnlySpan<byte> Invoice { get; init; }

    /// <summary>When.</summary>
    public ReadOnlySpan<byte> Date { get; init; }

    /// <summary>At what time of the day, where it does not stand with the date.</summary>
    public ReadOnlySpan<byte> Time { get; init; }

    /// <summary>The money of the line, where there is such a column.</summary>
    public ReadOnlySpan<byte> Amount { get; init; }

    /// <summary>How many pieces.</summary>
    public ReadOnlySpan<byte> Quantity { get; init; }

    /// <summary>The price of one piece.</summary>
    public ReadOnlySpan<byte> Price { get; init; }

    /// <summary>What became of the order, or what happened.</summary>
    public ReadOnlySpan<byte> Status { get; init; }

    /// <summary>The currency of the money.</summary>
    public ReadOnlySpan<byte> Currency { get; init; }

    /// <summary>Whether its numbers have a decimal point in any case, as JSON's have.</summary>
    public bool IsInvariant { get; init; }
}
