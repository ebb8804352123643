using SegmentationService.Core.Data;

namespace SegmentationService.Core.Transactions;

/// <summary>Whose lines an entry of an <see cref="OrderBook"/> sums up.</summary>
internal readonly ref struct OrderEntry
{
    /// <summary>Who bought; empty where the lines do not say.</summary>
    public ReadOnlySpan<byte> Customer { get; init; }

    /// <summary>What became of it; empty where the lines do not say.</summary>
    public ReadOnlySpan<byte> Status { get; init; }

    /// <summary>The number of the invoice; empty where purchases are told apart by their moments.</summary>
    public ReadOnlySpan<byte> Invoice { get; init; }

    /// <summary>How the dates are written: as dates, or as a kind of number.</summary>
    public DateForm Form { get; init; }

    /// <summary>Whether what is summed up are pieces and no money.</summary>
    public bool HoldsItems { get; init; }
}
