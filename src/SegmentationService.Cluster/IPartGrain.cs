using Orleans.Concurrency;
using SegmentationService.Core.Clustering.Passes;

namespace SegmentationService.Cluster;

/// <summary>
/// One part of a dataset, on whichever replica it was dealt to; its key is of <see cref="PartKey"/>. A call names all that its answer needs, so one that is lost is made again, and another replica answers it.
/// </summary>
[Alias("segmentation.part")]
internal interface IPartGrain : IGrainWithStringKey
{
    /// <summary>Asks the holder of the part, which is made at the first question.</summary>
    /// <param name="request">The question. Not changed any more.</param>
    /// <param name="cancellation">Cancels the answer.</param>
    /// <returns>The answer, or why there is none.</returns>
    [Alias("ask")]
    [ResponseTimeout("00:30:00")]
    Task<PartReply> AskAsync(PartRequest request, CancellationToken cancellation);

    /// <summary>Forgets the part; see <see cref="IPartCarrier.Drop"/>.</summary>
    [Alias("drop")]
    [OneWay]
    Task DropAsync();
}
