namespace SegmentationService.Cluster;

/// <summary>Tells what the replica may hold that it lies on; its key is of <see cref="PartKey.OfRoom"/>. Asked once.</summary>
[Alias("segmentation.room")]
internal interface IRoomGrain : IGrainWithStringKey
{
    /// <summary>Tells it.</summary>
    [Alias("tell")]
    Task<RoomReply> TellAsync();
}
