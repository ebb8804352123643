using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>Asks many parts by one message, on the replica that holds them; its key is of <see cref="PartKey.OfReplica"/>. Many calls at a time.</summary>
[Alias("segmentation.replica")]
internal interface IReplicaGrain : IGrainWithStringKey
{
    /// <summary>Asks all parts, and adds up what they answer; see <see cref="IPartCarrier.AskAll"/>. Parts that do not lie here are asked where they do.</summary>
    /// <param name="request">The question. Not changed any more.</param>
    /// <param name="cancellation">Cancels the answer.</param>
    /// <returns>The sum of the answers, or why there is none, of the replica that gave none.</returns>
    [Alias("ask")]
    [ResponseTimeout("00:30:00")]
    Task<PartReply> AskAsync(PartsRequest request, CancellationToken cancellation);
}
