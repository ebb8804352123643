namespace SegmentationService.Core.Clustering.Passes;

/// <summary>Makes holders of parts, in whichever process is asked for a part first. Thread-safe.</summary>
public interface IPartHolders
{
    /// <summary>The bytes that are free for parts now: the first of two lines, since others may take them before a part is opened.</summary>
    long FreeBytes { get; }

    /// <summary>The bytes that would be free if nothing were held.</summary>
    long Bytes { get; }

    /// <summary>Makes a holder. What takes long may wait until the first question.</summary>
    /// <param name="description">As in <see cref="PartSource.Description"/>.</param>
    /// <exception cref="SegmentationException">The part cannot be had; the message says why.</exception>
    /// <exception cref="InvalidDataException">It is no description.</exception>
    IPartHolder Open(byte[] description);
}
