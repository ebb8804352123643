namespace SegmentationService.Core.Clustering.Passes;

/// <summary>What a replica may hold of parts.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="FreeBytes">The bytes that nobody holds now.</param>
/// <param name="Bytes">The bytes that it may hold when all other work has ended.</param>
public sealed record ReplicaRoom(string Replica, long FreeBytes, long Bytes);
