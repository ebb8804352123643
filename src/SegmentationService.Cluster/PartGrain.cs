using Microsoft.Extensions.Logging;
using SegmentationService.Core;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Has a holder of its part on this replica. One question at a time, as holders want it.</summary>
/// <param name="holders">Makes the holder.</param>
/// <param name="threads">Calculate its answers.</param>
/// <param name="silo">This replica.</param>
/// <param name="logger">Is told of answers that end in a fault.</param>
[DealtPlacement]
[CollectionAgeLimit(Hours = HoursKept)]
internal sealed partial class PartGrain(IPartHolders holders, PartThreads threads, ILocalSiloDetails silo, ILogger<PartGrain> logger) : Grain, IPartGrain
{
    /// <summary>A long search on samples asks nothing of parts; they are not to be read again after it.</summary>
    private const int HoursKept = 12;

    private readonly string _replica = silo.SiloAddress.Endpoint.ToString();

    private IPartHolder? _holder;

    /// <inheritdoc/>
    public async Task<PartReply> AskAsync(PartRequest request, CancellationToken cancellation)
    {
        if (request.Build != Build.Name)
            return Refused($"The replica {_replica} is of build {Build.Name}, and was asked by one of {request.Build}: replicas of different builds do not calculate together. Let all be of the same.");
        try
        {
            var answer = await Task.Factory.StartNew(() => Answer(request, cancellation), cancellation, TaskCreationOptions.DenyChildAttach, threads.Scheduler);
            if (request.PassedOnBy != _replica) ClusterMetrics.Answered(1, request.Bytes, answer.Length);
            return new PartReply { Replica = _replica, Answer = answer };
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
            LogFault(e, this.GetPrimaryKeyString());
            return Failed($"The replica {_replica} could not answer for a reason that lies in the service; its log has the cause.");
        }
    }

    /// <inheritdoc/>
    public Task DropAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Forget();
        return Task.CompletedTask;
    }

    private byte[] Answer(PartRequest request, CancellationToken cancellation)
    {
        if (_holder is null)
        {
            _holder = holders.Open(request.Source);
            ClusterMetrics.PartOpened();
        }

        return _holder.Answer(request.Question, cancellation);
    }

    /// <summary>What is left of a holder that failed is not asked again.</summary>
    private PartReply Failed(string message)
    {
        Forget();
        return Refused(message);
    }

    private PartReply Refused(string message) => new() { Replica = _replica, Failure = message };

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
