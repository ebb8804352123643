using Microsoft.Extensions.Logging;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>A part on this replica: its holder is made at the first question, and asked one question at a time, as holders want it. Thread-safe.</summary>
/// <param name="key">The key of its grain.</param>
/// <param name="replica">This replica.</param>
/// <param name="holders">Makes the holder.</param>
/// <param name="logger">Is told of answers that end in a fault.</param>
internal sealed partial class HeldPart(string key, string replica, IPartHolders holders, ILogger logger)
{
    private readonly Lock _asking = new();
    private IPartHolder? _holder;
    private bool _isClosed;

    /// <summary>Answers; for one of <see cref="PartThreads"/>.</summary>
    /// <param name="build">The build of who asks.</param>
    /// <param name="source">Where the part comes from.</param>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellation">Cancels the answer.</param>
    /// <returns>The answer, or why there is none; null where the part lies here no longer.</returns>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PartReply? Answer(string build, byte[] source, byte[] question, CancellationToken cancellation)
    {
        if (build != Build.Name)
            return Refused($"The replica {replica} is of build {Build.Name}, and was asked by one of {build}: replicas of different builds do not calculate together. Let all be of the same.");
        lock (_asking)
        {
            if (_isClosed) return null;
            try
            {
                return new PartReply { Replica = replica, Answer = Holder(source).Answer(question, cancellation) };
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception e) when (e is SegmentationException or InvalidDataException)
            {
                return Failed(e.Message);
            }
            catch (Exception e)
            {
                LogFault(e, key);
                return Failed($"The replica {replica} could not answer for a reason that lies in the service; its log has the cause.");
            }
        }
    }

    /// <summary>Ends it, and frees its memory, after the answer under way.</summary>
    public void Close()
    {
        lock (_asking)
        {
            _isClosed = true;
            Forget();
        }
    }

    private IPartHolder Holder(byte[] source)
    {
        if (_holder is null)
        {
            _holder = holders.Open(source);
            ClusterMetrics.PartOpened();
        }

        return _holder;
    }

    /// <summary>What is left of a holder that failed is not asked again.</summary>
    private PartReply Failed(string message)
    {
        Forget();
        return Refused(message);
    }

    private PartReply Refused(string message) => new() { Replica = replica, Failure = message };

    private void Forget()
    {
        if (_holder is null) return;
        _holder.Dispose();
        _holder = null;
        ClusterMetrics.PartClosed();
    }

    [LoggerMessage(LogLevel.Error, "The part {Part} could not answer")]
    private partial void LogFault(Exception exception, string part);
}
