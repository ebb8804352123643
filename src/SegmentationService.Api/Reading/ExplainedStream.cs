namespace SegmentationService.Api.Reading;

/// <summary>
/// Turns the failures of a decoder, which mean that the caller's bytes are wrong, into exceptions that say so. Owns the decoder.
/// </summary>
/// <param name="decoder">Reads from <paramref name="source"/>.</param>
/// <param name="source">What the decoder reads; its own failures pass as they are.</param>
/// <param name="explain">The exception for the caller, or null for a failure of another kind.</param>
internal sealed class ExplainedStream(Stream decoder, LimitedStream source, Func<Exception, MalformedBodyException?> explain)
    : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await decoder.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception e) when (!source.HasFailed && explain(e) is { } explained)
        {
            throw explained;
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await decoder.DisposeAsync();
        await base.DisposeAsync();
    }
}
