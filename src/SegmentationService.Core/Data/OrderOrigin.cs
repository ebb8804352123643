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

    /// <summary>The time of the day, where it stands beside the date.</summary>
    public string? Time { get; init; }

    /// <summary>The money of the line; null where it is <see cref="Quantity"/> times <see cref="Price"/>.</summary>
    public string? Amount { get; init; }

    /// <summary>How many pieces.</summary>
    public string? Quantity { get; init; }

    /// <summary>The price of one piece.</summary>
    public string? Price { get; init; }

    /// <summary>What became of the order, or what happened.</summary>
    public string? Status { get; init; }

    /// <summary>The currency of the money.</summary>
    public string? Currency { get; init; }
}

/// <summary>How a table of customers was made of a log of orders; enough to make another one in the same way.</summary>
/// <param name="AsOf">The moment that recency and tenure count from, in the time of the log (UTC where it tells zones).</param>
/// <param name="Parts">The columns that were read.</param>
/// <param name="DateFormat">
/// How dates were read that the standard forms leave open: <c>day-first</c>, <c>month-first</c> or a pattern; null where nothing was open.
/// </param>
public sealed record OrderOrigin(DateTime AsOf, OrderParts Parts, string? DateFormat)
{
    /// <summary>The values of the status that count, where the caller named them, or only some events are purchases; null where all but those that mean no purchase do.</summary>
    public IReadOnlyList<string>? CountStatus { get; init; }

    /// <summary>The ids that were taken for all who are not known; null where that was not looked for.</summary>
    public IReadOnlyList<string>? Guests { get; init; }

    /// <summary>Whether the amount is the total of its order and counts once; null where no order has several lines.</summary>
    public bool? IsAmountPerOrder { get; init; }

    /// <summary>The decimal sign of the numbers, where they are not plain.</summary>
    public DecimalSign? Decimal { get; init; }

    /// <summary>What the log came to; null for a version stored before this was kept.</summary>
    public OrderSummary? Summary { get; init; }
}
