namespace SegmentationService.Core.Data;

/// <summary>Which column of a log of orders plays which part; null where none does.</summary>
public sealed record OrderParts
{
    /// <summary>Who bought.</summary>
    public string? Customer { get; init; }

    /// <summary>What belongs together as one purchase.</summary>
    public string? Invoice { get; init; }

    /// <summary>When.</summary>
    public string? Date { get; init; }

    /// <summary>The money of the line; null where it is <see cref="Quantity"/> times <see cref="Price"/>.</summary>
    public string? Amount { get; init; }

    /// <summary>How many pieces.</summary>
    public string? Quantity { get; init; }

    /// <summary>The price of one piece.</summary>
    public string? Price { get; init; }
}

/// <summary>How a table of customers was made of a log of orders; enough to make another one in the same way.</summary>
/// <param name="AsOf">The moment that recency and tenure count from, in the time of the log (UTC where it tells zones).</param>
/// <param name="Parts">The columns that were read.</param>
/// <param name="DateFormat">
/// How dates were read that the standard forms leave open: <c>day-first</c>, <c>month-first</c> or a pattern; null where nothing was open.
/// </param>
public sealed record OrderOrigin(DateTime AsOf, OrderParts Parts, string? DateFormat);
