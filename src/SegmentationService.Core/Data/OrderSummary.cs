namespace SegmentationService.Core.Data;

/// <summary>What a log of orders came to.</summary>
/// <param name="First">The first purchase that counts, in the time of the log.</param>
/// <param name="Last">The last one.</param>
/// <param name="Lines">The lines of the log.</param>
/// <param name="Purchases">The purchases that count.</param>
/// <param name="Money">Their money; null where the log has none.</param>
/// <param name="MoneyLeftOut">The money of lines that are left out, as far as it is known and above zero; null where the log has none.</param>
public sealed record OrderSummary(DateTime First, DateTime Last, long Lines, long Purchases, double? Money, double? MoneyLeftOut);
