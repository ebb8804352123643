namespace SegmentationService.Api.Hosting;

/// <summary>
/// Ends the process in order when its membership is lost: the others have given it up, since it did not answer them for long. By default Orleans would crash it, with requests under way. Whoever runs
/// the container starts it again, and then it is a new member.
/// </summary>
internal sealed partial class LostMembership(IHostApplicationLifetime lifetime, ILogger<LostMembership> logger) : IFatalErrorHandler
{
    private const int Failed = 1;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => exception is not OperationCanceledException;

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        LogLoss(exception, context ?? exception?.Message);
        Environment.ExitCode = Failed;
        lifetime.StopApplication();
    }

    [LoggerMessage(LogLevel.Critical, "This replica is no member of the cluster any more, and ends: {Reason}")]
    private partial void LogLoss(Exception? exception, string? reason);
}
