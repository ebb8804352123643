namespace SegmentationService.Core.Transactions;

/// <summary>The money of one line, in both notations until the log has told which one holds.</summary>
/// <param name="WithPoint">If the point is the decimal sign, in the units of <see cref="Money"/>.</param>
/// <param name="WithComma">If the comma is.</param>
/// <param name="Each">The same as a number, whichever notation can be, to tell whether the lines of a purchase all have the same.</param>
/// <param name="Quantity">The number of pieces, where it stands beside an amount; else 0.</param>
/// <param name="IsProduct">Whether quantity and price stand beside the amount, and it is their product.</param>
internal readonly record struct LineMoney(Int128 WithPoint, Int128 WithComma, double Each, double Quantity = 0, bool IsProduct = false);
