namespace SegmentationService.Api.Storage.Disk;

/// <summary>The disk failed in the very step that makes a change: it may or may not have been made, and only a look at the disk tells.</summary>
/// <param name="message">Which change.</param>
/// <param name="cause">The failure; null when the step has not ended yet.</param>
internal sealed class OutcomeUnknownException(string message, Exception? cause) : Exception(message, cause);
