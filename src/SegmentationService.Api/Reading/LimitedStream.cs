namespace SegmentationService.Api.Reading;

/// <summary>
/// Counts what is read and ends in a <see cref="BodyTooLargeException"/> when it is too much. Leaves the inner stream open.
/// </summary>
/// <param name="inner">The bytes.</param>
/// <param name="maxBytes">The most that may be read.</param>
/// <param name="subject">What the bytes are, as a sentence begins: <c>The body</c>.</param>
internal sealed class LimitedStream(Stream inner, long maxBytes, string subject) : ForwardStream
{
    private long _bytes;

    /// <summary>
    /// Whether the inner stream failed of itself (the client is gone, reading was canceled), so that layers above, which see the same kinds
    /// of exception, do not blame the caller's data.
    /// </summary>
    public bool HasFailed { get; private set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await inner.ReadAsync(buffer, cancellationToken);
        }
        catch
        {
            HasFailed = true;
            throw;
        }

        _bytes += read;
        return _bytes <= maxBytes ? read : throw TooLarge();
    }

    public BodyTooLargeException TooLarge() => BodyTooLargeException.Of(subject, maxBytes);
}
