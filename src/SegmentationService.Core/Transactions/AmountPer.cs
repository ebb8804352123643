namespace SegmentationService.Core.Transactions;

/// <summary>What an amount is the money of.</summary>
public enum AmountPer
{
    /// <summary>The line: the amounts of an order are added up.</summary>
    Line,

    /// <summary>The order: it stands on each of its lines, and counts once.</summary>
    Order,
}
