using SegmentationService.Core;
using SegmentationService.Core.Segmentation;

namespace SegmentationService.Api.Storage.Format;

/// <summary>A file that versions have beside their manifest. A new one takes a line in <see cref="VersionParts.Known"/> and a file of its own beside this one.</summary>
/// <param name="Name">Its name in the folder of the version, and in an archive.</param>
/// <param name="IsRequired">Whether every version has it; any other may be missing, as it is in versions of builds that did not know it.</param>
/// <param name="MaxBytes">The most bytes of it that are taken out of an archive: what is held whole has a limit of its own; null where only that of the archive counts.</param>
/// <param name="Check">Checks it in a version that comes from elsewhere; null where reading the model is all there is to check.</param>
internal sealed record VersionPart(string Name, bool IsRequired, long? MaxBytes, PartCheck? Check)
{
    /// <summary>Whether it is compressed already, so that an archive takes it as it is.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>Takes a customer out of it; null where it tells of no single customer by its id.</summary>
    public PartErasure? Erase { get; init; }

    /// <summary>This part of a version that is to be stored.</summary>
    /// <param name="write">Writes the file.</param>
    public PartContent Of(Action<Stream> write) => new(this, write);
}

/// <summary>Checks a part of a version against the model of the version.</summary>
/// <param name="content">The file.</param>
/// <param name="trained">The model, and the report about it, read from the same version.</param>
/// <param name="customers">How many of the customers that it was trained on it still tells of.</param>
/// <param name="limits">How large things may be.</param>
/// <exception cref="CorruptModelException">It does not follow its format, or does not belong to the model.</exception>
/// <exception cref="InvalidArchiveException">It is too large.</exception>
internal delegate void PartCheck(FileStream content, TrainedModel trained, int customers, ArchiveLimits limits);

/// <summary>Takes a customer out of a part of a version.</summary>
/// <param name="content">The file, at its beginning, which stays open until the rest has been written.</param>
/// <param name="id">The id as the table has it; the number of the row where it has none.</param>
/// <param name="cancellationToken">Ends it.</param>
/// <returns>The part without the customer; null where it does not have it.</returns>
/// <exception cref="CorruptModelException">It does not follow its format.</exception>
internal delegate ErasedPart? PartErasure(FileStream content, string id, CancellationToken cancellationToken);

/// <summary>A part of a version without a customer.</summary>
/// <param name="Customers">How many rows of customers are left out; 0 in what has no row for each.</param>
/// <param name="Write">Writes the file.</param>
internal sealed record ErasedPart(int Customers, Action<Stream> Write);

/// <summary>A part of a version that is to be stored.</summary>
/// <param name="Part">Which one.</param>
/// <param name="Write">Writes the file.</param>
internal readonly record struct PartContent(VersionPart Part, Action<Stream> Write);
