namespace SegmentationService.Api.Http;

/// <summary>A table that is kept is not the one that was received: nothing is made of it.</summary>
internal sealed class DamagedTableException(Exception cause) : Exception(
    "The kept table is damaged: it cannot be read any more, or is not what was received (its SHA-256 is another one). Nothing was made of it; send the table again.", cause);
