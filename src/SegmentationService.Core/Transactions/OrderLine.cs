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

    /// <summary>The money of the line, where there is such a column.</summary>
    public ReadOnlySpan<byte> Amount { get; init; }

    /// <summary>How many pieces.</summary>
    public ReadOnlySpan<byte> Quantity { get; init; }

    /// <summary>The price of one piece.</summary>
    public ReadOnlySpan<byte> Price { get; init; }
}
