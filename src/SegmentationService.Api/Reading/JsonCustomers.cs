using SegmentationService.Core.Data;

namespace SegmentationService.Api.Reading;

/// <summary>
/// Reads customers from JSON: flat objects, in a list, in a list named <c>customers</c> of an object, or one after the other.
/// </summary>
internal static class JsonCustomers
{
    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    /// <summary>Reads all customers into a sink.</summary>
    /// <param name="body">The bytes, UTF-8.</param>
    /// <param name="syntax"><see cref="BodySyntax.Json"/> or <see cref="BodySyntax.JsonLines"/>.</param>
    /// <param name="sink">Takes the customers.</param>
    /// <param name="limits">How deep the nesting and how long a value may be.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MalformedBodyException">The body is empty, not JSON, or not a list of flat objects.</exception>
    public static async ValueTask ReadAsync(
        Stream body, BodySyntax syntax, ICustomerSink sink, ReadingOptions limits, CancellationToken cancellationToken)
    {
        using var buffer = new RefillBuffer(body);
        var unit = syntax == BodySyntax.JsonLines ? RowUnit.Line : RowUnit.Item;
        var parser = new JsonCustomerParser(unit, sink, limits);
        sink.Begin(unit);

        await buffer.FillAsync(ByteOrderMark.Length, cancellationToken);
        if (buffer.Unread.StartsWith(ByteOrderMark)) buffer.Advance(ByteOrderMark.Length);
        try
        {
            buffer.Advance(parser.Parse(buffer.Unread, buffer.IsFinal));
            while (!buffer.IsFinal)
            {
                await sink.FlushAsync(cancellationToken);

                // What the parser leaves is one value that is not whole yet.
                if (buffer.Unread.Length > limits.MaxRecordBytes) throw parser.ValueTooLong();
                await buffer.FillAsync(1, cancellationToken);
                buffer.Advance(parser.Parse(buffer.Unread, buffer.IsFinal));
            }
        }
        finally
        {
            // Where the body fails, what was read before may have a problem of its own, which comes first.
            parser.End();
        }

        foreach (var notice in parser.Notices()) sink.Note(notice);
        await sink.FlushAsync(cancellationToken);
    }
}
