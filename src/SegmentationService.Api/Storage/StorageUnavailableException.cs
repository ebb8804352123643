namespace SegmentationService.Api.Storage;

/// <summary>The folder of the store cannot be used at all: in use by another process, or not accessible.</summary>
/// <param name="message">Names the folder, and what is wrong.</param>
/// <param name="cause">The failure that showed it.</param>
public sealed class StorageUnavailableException(string message, Exception cause) : Exception(message, cause);
