namespace SegmentationService.Api.Http;

/// <summary>
/// How the service stops when it is asked to (SIGTERM, Ctrl+C): no new connections, requests under way end by themselves, and what takes
/// too long is ended, so that the process is gone within ten seconds.
/// </summary>
internal sealed class GracefulStop : IDisposable
{
    /// <summary>How long the process may take at most.</summary>
    public static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    /// <summary>How long a request may go on.</summary>
    private static readonly TimeSpan ForRequests = TimeSpan.FromSeconds(4);

    private readonly CancellationTokenSource _patience = new();

    public GracefulStop(IHostApplicationLifetime lifetime)
    {
        Begun = lifetime.ApplicationStopping;
        Begun.Register(() => _patience.CancelAfter(ForRequests));
    }

    /// <summary>Cancelled when the stop begins: for what would never end by itself.</summary>
    public CancellationToken Begun { get; }

    /// <summary>Cancelled a few seconds later: for requests that may take minutes.</summary>
    public CancellationToken Patience => _patience.Token;

    public void Dispose() => _patience.Dispose();
}
