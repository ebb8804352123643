namespace SegmentationService.Core.Transactions;

/// <summary>Numbers of invoices that may be cancellations: C and then digits only. Any other prefix, such as <c>CA-</c> or <c>CO-</c>, is part of the number.</summary>
internal static class InvoiceNumber
{
    /// <summary>Whether a number may be that of a cancellation.</summary>
    public static bool MayCancel(ReadOnlySpan<byte> invoice) => invoice.Length > 1 && invoice[0] == 'C' && invoice[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;

    /// <summary>The number of the invoice that it cancels.</summary>
    public static ReadOnlySpan<byte> Cancelled(ReadOnlySpan<byte> invoice) => invoice[1..];
}
